import { crossChecks } from "./cross-checks";
import { EnvironmentError, type Problem, problemsOf } from "./problems";
import { type Environment, schema, sections } from "./sections";

const NAME = /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/;

/** What is wrong with the name of an environment, if anything. */
export function nameProblems(name: string): Problem[] {
  const rule = "must be 2 to 20 lowercase letters, digits or hyphens, letter first";
  return NAME.test(name) ? [] : [{ path: "name", rule, value: name }];
}

/**
 * Checks what an environment file says and fills in the defaults.
 *
 * @throws {EnvironmentError} with every problem at once.
 */
export function checkEnvironment(name: string, input: unknown): Environment {
  const problems = nameProblems(name);
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) problems.push(...problemsOf(parsed.error));
  problems.push(...crossChecks(soundSections(input)));
  if (problems.length > 0 || !parsed.success) throw new EnvironmentError(name, problems);
  return { ...parsed.data, name };
}

/** The sections that are right in themselves, so that rules over several of them still run beside other problems. */
function soundSections(input: unknown): Partial<Environment> {
  if (typeof input !== "object" || input === null) return {};
  const values = Object.entries(sections).map(([key, section]) => {
    const result = section.safeParse((input as Record<string, unknown>)[key]);
    return [key, result.success ? result.data : undefined];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
