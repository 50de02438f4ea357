import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "*.js", "*.cjs"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "max-lines-per-function": ["error", 50],
      "max-lines": ["error", 300],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allow: ["bigint"] },
      ],
    },
  },
  {
    // Tables of data may be as long as the data.
    files: ["src/model/*.ts", "src/types.ts"],
    rules: { "max-lines": "off" },
  },
  {
    // A test file is a table, wrapped in one describe.
    files: ["**/*.test.ts"],
    rules: { "max-lines-per-function": "off", "max-lines": "off" },
  },
);
