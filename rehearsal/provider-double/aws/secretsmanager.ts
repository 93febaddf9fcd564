import { EPHEMERAL, EPHEMERAL_SECRET, optionalOf } from "../ephemeral-attribute";
import { byArn, type KnownEphemeral, type KnownTypes, uuid } from "../knowledge";
import { taken } from "../refusal";
import { randomPassword } from "./random-password";

export const secretsmanager: KnownTypes = {
  aws_secretsmanager_secret: {
    ...byArn("secretsmanager:{region}:{account}:secret:{name}-{suffix6}"),
    heldWhenDeleted: ({ recovery_window_in_days: days }) => days !== 0,
    refuses: [
      {
        on: "create",
        operation: "Secrets Manager: CreateSecret",
        code: "InvalidRequestException",
        when: "a deleted secret of that name is still within its recovery window",
        source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
        text: ({ type, state, inventory }) =>
          inventory.allHeld(type).some(({ name, region }) => name === state.name && region === state.region)
            ? "You can't create this secret because a secret with this name is already scheduled for deletion."
            : undefined,
      },
      taken(
        "Secrets Manager: CreateSecret",
        "ResourceExistsException",
        ["name"],
        ({ state }) => `The operation failed because the secret ${state.name} already exists.`,
      ),
    ],
  },
  aws_secretsmanager_secret_version: {
    id: "{secret_id}|{version_id}",
    arn: "{secret_id}",
    computed: { version_id: ({ hex }) => uuid(hex), version_stages: () => ["AWSCURRENT"] },
    renewed: ["version_id"],
    refuses: "PutSecretValue makes a version beside the others, and the last one leaves with the secret.",
    keeps: ({ config, state, prior }, secrets) => {
      const version = "secret_string_wo_version";
      if (prior !== undefined && config.secret_string_wo != null && prior[version] === state[version]) return;
      const value = config.secret_string_wo ?? config.secret_string;
      if (typeof value === "string") secrets.put(String(state.secret_id), value);
    },
  },
};

export const secretsmanagerEphemeral: Readonly<Record<string, KnownEphemeral>> = {
  aws_secretsmanager_random_password: {
    schema: {
      attributes: {
        region: { ...optionalOf("string"), computed: true },
        exclude_characters: optionalOf("string"),
        exclude_lowercase: optionalOf("bool"),
        exclude_numbers: optionalOf("bool"),
        exclude_punctuation: optionalOf("bool"),
        exclude_uppercase: optionalOf("bool"),
        include_space: optionalOf("bool"),
        password_length: optionalOf("number"),
        require_each_included_type: optionalOf("bool"),
        random_password: EPHEMERAL_SECRET,
      },
      blocks: {},
    },
    open: (config) => ({ random_password: randomPassword(config) }),
  },
  aws_secretsmanager_secret_version: {
    schema: {
      attributes: {
        region: { ...optionalOf("string"), computed: true },
        arn: EPHEMERAL,
        created_date: EPHEMERAL,
        secret_binary: EPHEMERAL_SECRET,
        secret_id: { type: "string", required: true },
        secret_string: EPHEMERAL_SECRET,
        version_id: { ...optionalOf("string"), computed: true },
        version_stage: { ...optionalOf("string"), computed: true },
        version_stages: { type: ["list", "string"], computed: true },
      },
      blocks: {},
    },
    open: (config, _, secrets) => {
      const arn = String(config.secret_id);
      return {
        version_id: "AWSCURRENT",
        version_stage: "AWSCURRENT",
        version_stages: ["AWSCURRENT"],
        arn,
        created_date: new Date().toISOString(),
        secret_string: secrets.get(arn),
      };
    },
  },
};
