import { ask, type Check, type Finding, unanswered } from "../check";

/** Days after which a restore that was tested is long ago: a month, and two days to be late. */
const LONGEST_UNTESTED_DAYS = 33;

/** A restore of database and of files was tested and good, and not long ago. */
export const restoreTests: Check = {
  title: "restore tests",
  run: async ({ environment: { region }, tree, aws }) => {
    const names = tree.all("aws_ssm_parameter").flatMap((parameter) => parameter.text("name") ?? []);
    const tested = names.filter((name) => name.includes("/restore-test/"));
    const findings = tested.map(async (name): Promise<Finding[]> => {
      const words = ["ssm", "get-parameter", "--name", name];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const what = name.split("/").at(-1);
      const asked = await ask<{ Parameter: { Value: string } }>(aws(), ...words);
      if ("code" in asked) return [unanswered(`parameter ${name}`, asked, command)];
      const { Value: last } = asked.answer.Parameter;
      const days = (Date.now() - Date.parse(last)) / 86_400_000;
      if (Number.isNaN(days))
        return [{ severity: "warns", what: `no restore of the ${what} was tested and good yet`, command }];
      if (days <= LONGEST_UNTESTED_DAYS) return [];
      return [{ severity: "warns", what: `the last good test of a restore of the ${what} was ${last}`, command }];
    });
    return (await Promise.all(findings)).flat();
  },
};
