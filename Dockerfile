# The image of the watcher: docker build -t registry.example.com/fluxapp:0.1.0 .
# It holds the command and what it needs to run, and nothing that builds it.

# what has Node 24 in it; another one by --build-arg BASE=…
ARG BASE=node:24-bookworm-slim

FROM $BASE AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY build ./build
COPY imports ./imports
COPY src ./src
COPY web ./web
RUN npm run build

FROM $BASE AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json .npmrc ./
# without the peers, cdk8s and constructs: the command does without them; what development needs is taken out beforehand,
# as some of it is what the command needs too
RUN npm pkg delete devDependencies && npm install --omit=peer --ignore-scripts --no-audit --no-fund

FROM $BASE
ENV NODE_ENV=production
WORKDIR /opt/fluxapp
COPY --from=dependencies /dependencies/node_modules ./node_modules
COPY --from=build /build/lib ./lib
COPY package.json LICENSE ./
COPY crds ./crds
COPY bin ./bin
# a number, so that Kubernetes can tell that it is not root; it owns nothing, and need write nothing
USER 65532:65532
# a watcher keeps much and makes little: a small heap for what is new, and no memory held in reserve
ENTRYPOINT ["node", "--max-semi-space-size=2", "--optimize-for-size", "/opt/fluxapp/bin/fluxapp"]
