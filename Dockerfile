# Compiles what npm cannot fetch ready made; nothing of it but /app is shipped.
FROM node:22-bookworm AS build
WORKDIR /app
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
ENV NODE_ENV=production
ENTRYPOINT ["node", "/app/dist/src/main.js"]
CMD ["serve"]
