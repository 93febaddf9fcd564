import type { Container } from "./container";
import type { Lab } from "./lab";
import { eventually } from "./wait";

/** Starts a Valkey server without persistence. @param args further arguments of valkey-server, such as `--requirepass` */
export async function startValkey(lab: Lab, args: readonly string[] = []): Promise<Container> {
  const container = await lab.service("valkey", {
    command: ["valkey-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "", ...args],
  });
  await eventually("Valkey accepts connections", async () =>
    (await container.logs()).includes("Ready to accept connections"),
  );
  return container;
}
