import { EPHEMERAL, EPHEMERAL_SECRET, optionalOf } from "../ephemeral-attribute";
import { byName, type KnownEphemeral, type KnownTypes, text } from "../knowledge";
import { dnsSuffix } from "../place";
import { guarded, taken } from "../refusal";
import type { ObjectValue, Value } from "../value";
import { randomPassword } from "./random-password";

export const ecr: KnownTypes = {
  aws_ecr_repository: {
    ...byName("ecr:{region}:{account}:repository/{name}"),
    computed: {
      repository_url: ({ account, region, name }) => `${account}.dkr.ecr.${region}.${dnsSuffix({ region })}/${name}`,
      registry_id: ({ account }) => account,
    },
    replacedBy: ["encryption_configuration"],
    refuses: [
      taken(
        "ECR: CreateRepository",
        "RepositoryAlreadyExistsException",
        ["name"],
        ({ state, account }) =>
          `The repository with name '${state.name}' already exists in the registry with id '${account}'`,
      ),
      guarded(
        "ECR: DeleteRepository",
        "RepositoryNotEmptyException",
        "it holds images, and force_delete is off",
        ({ state, account, inventory, images }) =>
          state.force_delete !== true &&
          (images.holds(text(state.repository_url)) ||
            inventory
              .all("docker_registry_image")
              .some(({ name }) => text(name).startsWith(`${state.repository_url}:`)))
            ? `The repository with name '${state.name}' in registry with id '${account}' cannot be deleted because it still contains images`
            : undefined,
      ),
    ],
  },
  aws_ecr_lifecycle_policy: {
    id: "{repository}",
    refuses: "PutLifecyclePolicy replaces the policy that is there.",
  },
};

export const ecrEphemeral: Readonly<Record<string, KnownEphemeral>> = {
  aws_ecr_authorization_token: {
    schema: {
      attributes: {
        region: { ...optionalOf("string"), computed: true },
        registry_id: optionalOf("string"),
        authorization_token: EPHEMERAL_SECRET,
        expires_at: EPHEMERAL,
        password: EPHEMERAL_SECRET,
        proxy_endpoint: EPHEMERAL,
        user_name: EPHEMERAL,
      },
      blocks: {},
    },
    open: (_, { account, region }) => ecrLogin(account, region),
  },
};

/** The login that ECR gives for twelve hours: always the user AWS and a base64 token. */
export function ecrLogin(account: string, region: string, now = new Date()): ObjectValue {
  const password = randomPassword({ exclude_punctuation: true, password_length: 64 });
  return {
    user_name: "AWS",
    password,
    authorization_token: Buffer.from(`AWS:${password}`).toString("base64"),
    expires_at: new Date(now.getTime() + 12 * 3_600_000).toISOString(),
    proxy_endpoint: `https://${account}.dkr.ecr.${region}.${dnsSuffix({ region })}`,
  } satisfies Record<string, Value>;
}
