import type { z } from "zod";
import { hasZone } from "../../aws/partitions";
import { type Environment, sections } from "../schema/sections";

/** Something that every environment has its own answer to. */
export interface Question {
  /** Name of the answer; the command line option is the same in kebab-case. */
  readonly name: keyof Answers;
  readonly text: string;
  /** What Enter takes. @default none: the question must be answered */
  readonly suggestion?: string;
  /** Whether nothing is an answer. @default false */
  readonly optional?: boolean;
  /** What is wrong with the answer, in the schema's words; undefined when nothing is. */
  readonly problem: (answer: string) => string | undefined;
}

/** Answers as they were typed; an empty text is the answer "none". */
export interface Answers {
  readonly account?: string;
  readonly region?: string;
  readonly zones?: string;
  readonly title?: string;
  readonly adminEmail?: string;
  readonly domain?: string;
  readonly hostedZone?: string;
}

/** Zones as a person types them. */
export const listOf = (answer: string): string[] => answer.split(",").map((zone) => zone.trim());

/** The same letters in another region. */
const zonesIn = (region: string, { network }: Environment): string[] =>
  network.availabilityZones.map((zone) => `${region}${zone.slice(-1)}`);

/** The next question that the answers so far leave open, in the order of asking. */
export function nextQuestion(answers: Answers, source: Environment): Question | undefined {
  return questions(answers, source).find(({ name }) => answers[name] === undefined);
}

/** All questions; what one suggests may follow from the answers to earlier ones. */
export function questions(answers: Answers, source: Environment): Question[] {
  const { site, network } = sections;
  const region = answers.region ?? source.region;
  return [
    { name: "account", text: "AWS account id", problem: ruleOf(sections.account) },
    { name: "region", text: "Region", suggestion: source.region, problem: ruleOf(sections.region) },
    {
      name: "zones",
      text: "Availability Zones, with commas between",
      suggestion: zonesIn(region, source).join(","),
      problem: (answer) =>
        ruleOf(network.shape.availabilityZones)(listOf(answer)) ??
        (listOf(answer).every((zone) => hasZone(region, zone)) ? undefined : `must be zones of region ${region}`),
    },
    { name: "title", text: "Title of the site", suggestion: source.site.title, problem: ruleOf(site.shape.title) },
    { name: "adminEmail", text: "Administrator's e-mail address", problem: ruleOf(site.shape.adminEmail) },
    {
      name: "domain",
      text: "Domain of the site, or Enter for plain HTTP at the load balancer's name",
      optional: true,
      problem: (answer) => (answer === "" ? undefined : ruleOf(domainOf.name)(answer)),
    },
    ...(answers.domain === ""
      ? []
      : [
          {
            name: "hostedZone",
            text: "Id of the Route 53 hosted zone that holds the domain, or Enter when DNS is kept elsewhere",
            optional: true,
            problem: (answer: string) => (answer === "" ? undefined : ruleOf(domainOf.hostedZoneId)(answer)),
          } as const,
        ]),
  ];
}

const domainOf = sections.site.shape.domain.unwrap().shape;

function ruleOf(schema: z.ZodType): (answer: unknown) => string | undefined {
  return (answer) => schema.safeParse(answer).error?.issues[0]?.message;
}
