import { z } from "zod";
import { flag, oneOf, text, whole } from "./fields";

/** Who may plan and deploy this environment without a key of AWS: a workflow of one repository, by OpenID Connect. */
export const ci = z.strictObject({
  /** Whose workflows. */
  provider: oneOf(["github"]).default("github"),
  /** Owner and name. */
  repository: text(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
    "must be the owner and the name of a repository, such as example/site",
  ),
  /**
   * Numbers of the owner and of the repository. GitHub names both in the tokens of repositories that were made, renamed or moved
   * since the middle of 2026: `gh api repos/OWNER/NAME --jq '.owner.id, .id'`. @default - only tokens without them are trusted
   */
  ids: z
    .strictObject({
      /** Of the user or organization. */
      owner: whole(1, Number.MAX_SAFE_INTEGER),
      /** Of the repository. */
      repository: whole(1, Number.MAX_SAFE_INTEGER),
    })
    .optional(),
  /** Only workflows on this branch may deploy; pull requests may plan. */
  branch: text(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, "must be the name of a branch, without wildcards").default(
    "main",
  ),
  /** An account has one provider of GitHub's tokens; false where another environment has made it. */
  createProvider: flag().default(true),
});
