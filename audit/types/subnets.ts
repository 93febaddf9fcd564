import type { Block, Resource } from "../../terraform/block";

/** Subnets that an attribute names, by its path. */
export const own =
  (...path: string[]) =>
  (resource: Resource): Resource[] => {
    const parent = path.slice(0, -1).reduce<Block | undefined>((block, name) => block?.block(name), resource);
    return parent?.sources(path.at(-1) ?? "", "aws_subnet") ?? [];
  };

/** Subnets of the group that an attribute names. */
export const through =
  (argument: string, type: string) =>
  (resource: Resource): Resource[] =>
    resource.sources(argument, type).flatMap((group) => group.sources("subnet_ids", "aws_subnet"));
