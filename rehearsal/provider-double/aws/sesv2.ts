import { DKIM_TOKENS } from "../../../aws/ses";
import type { KnownTypes } from "../knowledge";
import { taken } from "../refusal";

export const sesv2: KnownTypes = {
  aws_sesv2_configuration_set: {
    id: "{configuration_set_name}",
    arn: "ses:{region}:{account}:configuration-set/{configuration_set_name}",
    refuses: [
      taken(
        "SESv2: CreateConfigurationSet",
        "AlreadyExistsException",
        ["configuration_set_name"],
        ({ state }) => `Configuration set <${state.configuration_set_name}> already exists.`,
      ),
    ],
  },
  aws_sesv2_configuration_set_event_destination: {
    id: "{configuration_set_name}|{event_destination_name}",
    refuses: "A configuration set that is made here has no other destination of that name.",
  },
  aws_sesv2_email_identity: {
    id: "{email_identity}",
    arn: "ses:{region}:{account}:identity/{email_identity}",
    computed: {
      tokens: ({ hex }) => Array.from({ length: DKIM_TOKENS }, (_, place) => hex(32, `token ${place}`)),
      verified_for_sending_status: () => false,
    },
    refuses: [
      taken(
        "SESv2: CreateEmailIdentity",
        "AlreadyExistsException",
        ["email_identity"],
        ({ state }) => `Email identity ${state.email_identity} already exist.`,
      ),
    ],
  },
  aws_sesv2_email_identity_mail_from_attributes: {
    id: "{email_identity}",
    refuses: "PutEmailIdentityMailFromAttributes replaces what the identity has.",
  },
};
