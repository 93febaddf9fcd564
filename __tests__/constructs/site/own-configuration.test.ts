import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import contract from "../../../image/settings.json";

const WORDPRESS = join(__dirname, "../../../image/rootfs/usr/lib/wp-image/wordpress");
const source = (file: string) => readFileSync(join(WORDPRESS, file), "utf8");

test("the constants that the image defines are those that site/ may not", () => {
  const config = [...source("config.php").matchAll(/^\t'([A-Z_]+)'\s*=>/gm)].map(([, name = ""]) => name);
  const network = [...source("network.php").matchAll(/^\t\t'([A-Z_]+)'\s*=>/gm)].map(([, name = ""]) => name);
  const schemes = ["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"];
  const keys = schemes.flatMap((scheme) => [`${scheme}_KEY`, `${scheme}_SALT`]);
  expect(source("config.php")).toContain(`array( '${schemes.join("', '")}' )`);
  expect(network).toContain("MULTISITE");
  expect([...contract.constants].sort()).toEqual([...config, ...network, ...keys].sort());
});
