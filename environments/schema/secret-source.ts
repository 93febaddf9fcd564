import { text } from "./fields";

/** A secret that the stack `data` makes without a value, or one that is there. */
export const secretSource = () =>
  text(
    /^(empty|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}(:[^:\s]+(::)?)?)$/,
    'must be "empty", or the ARN of a secret with its six last characters, and :key:: for one key of its JSON',
  );
