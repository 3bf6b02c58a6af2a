// Every message codec that secretjs and cosmjs-types ship, by full protobuf name.
import { createRequire } from "node:module";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

function scripts(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return scripts(path);
    return name.endsWith(".js") ? [path] : [];
  });
}

// Loads one package's codecs. `StakeAuthorization_Validators` is the message Validators inside StakeAuthorization.
function load(client, folder, found) {
  for (const path of scripts(folder)) {
    const module = require(path);
    if (!module.protobufPackage) continue;
    for (const [name, codec] of Object.entries(module)) {
      if (!codec || typeof codec.encode !== "function" || typeof codec.fromPartial !== "function") continue;
      const fullName = `${module.protobufPackage}.${name.replaceAll("_", ".")}`;
      if (!found.has(fullName)) found.set(fullName, []);
      found.get(fullName).push({ ...client, codec });
    }
  }
}

export function loadClients() {
  const found = new Map();
  const secretjs = join(dirname(require.resolve("secretjs/package.json")), "dist", "protobuf");
  const cosmjs = dirname(require.resolve("cosmjs-types/package.json"));
  load({ name: "secretjs", camel: false, wide: (value) => value.toString() }, secretjs, found);
  load({ name: "cosmjs", camel: true, wide: (value) => value }, cosmjs, found);
  return found;
}
