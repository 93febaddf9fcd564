import { loadEnvironment } from "../environments";
import type { Environment } from "../environments/schema/sections";
import { synthesized } from "../stacks/synthesized";
import { stacksIn } from "../terraform/stacks";
import type { Stacks } from "./bill";

/** The stacks of an environment as Terraform reads them, by name. The rules are not asked: what they refuse has a price too. */
export async function synthesizeHere(name: string): Promise<{ environment: Environment; stacks: Stacks }> {
  const environment = await loadEnvironment(name);
  return { environment, stacks: await synthesizeEnvironment(environment) };
}

export const synthesizeEnvironment = (environment: Environment): Promise<Stacks> => synthesized(environment, stacksIn);
