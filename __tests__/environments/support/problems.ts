import { checkEnvironment } from "../../../environments/schema/environment";
import { EnvironmentError } from "../../../environments/schema/problems";

/** A small sound environment. */
export const good = {
  account: "111122223333",
  region: "eu-west-1",
  site: { title: "Site", adminUser: "admin", adminEmail: "admin@example.com" },
  network: { availabilityZones: ["eu-west-1a", "eu-west-1b"] },
};

/** The good environment with some of its settings replaced, section by section. */
export function withSettings(settings: Record<string, unknown>): Record<string, unknown> {
  const merged = Object.entries(settings).map(([key, value]) => {
    const base = (good as Record<string, unknown>)[key];
    const mergeable = typeof base === "object" && typeof value === "object" && value !== null;
    return [key, mergeable ? { ...base, ...value } : value];
  });
  return { ...good, ...Object.fromEntries(merged) };
}

/** The lines of the message by which an environment is refused; none when it is sound. */
export function problemsOf(input: unknown, name = "test"): string[] {
  try {
    checkEnvironment(name, input);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.message
      .split("\n")
      .filter((line) => line.startsWith("  "))
      .map((line) => line.trim());
  }
  return [];
}
