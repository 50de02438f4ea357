// The version of package.json, known without reading a file. A test holds the two together.

export const version = "0.1.0";
