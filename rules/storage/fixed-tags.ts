import { hasInterpolation } from "../../terraform/reference";
import type { Rule } from "../rule";

/** Tags that people move from image to image; what a build or a commit is named by has digits in it. */
const MOVING = /^(latest|stable|current|main|master|release|prod(uction)?|dev(elopment)?|staging|[a-z][a-z_-]*)$/i;

export const fixedTagRules: readonly Rule[] = [
  {
    id: "immutable-tag",
    trap: 79,
    title: "An image in a repository with immutable tags has a tag that changes with what it holds",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    severity: "error",
    fix: "Take a hash of the sources as tag, or make the repository mutable.",
    on: ["docker_image", "docker_registry_image", "docker_tag"],
    *check(resource, tree) {
      const attribute = resource.type === "docker_tag" ? "target_image" : "name";
      const name = resource.raw(attribute) ?? "";
      const [, repository, tag = ""] = /^(\$\{[^}]+\}):([^:/]+)$/.exec(name) ?? [];
      const target = tree.referent(repository, resource.stack)?.resource;
      if (target?.type !== "aws_ecr_repository" || hasInterpolation(tag)) return;
      if (target.text("image_tag_mutability") === "IMMUTABLE" && MOVING.test(tag))
        yield resource.problem(attribute, `${target.address} takes each tag once`);
    },
  },
];
