import type { Answer, KnownTypes } from "../knowledge";
import { partitionName } from "../place";
import { taken } from "../refusal";

export const SSM: KnownTypes = {
  aws_ssm_parameter: {
    replacedBy: ["key_id"],
    refuses: [
      taken(
        "SSM: PutParameter",
        "ParameterAlreadyExists",
        ["name"],
        () => "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      ),
    ],
  },
};

export const ssmData: Readonly<Record<string, Answer>> = { aws_ssm_parameter: parameter };

/** AWS publishes image ids as parameters; any other parameter has no value that could be guessed. */
function parameter(config: Parameters<Answer>[0], { account, region }: Parameters<Answer>[1]): ReturnType<Answer> {
  const name = String(config.name);
  const image = "ami-0123456789abcdef0";
  const value = name.endsWith("/recommended") ? JSON.stringify({ image_id: image, image_name: name }) : image;
  return {
    id: name,
    arn: `arn:${partitionName({ region })}:ssm:${region}:${account}:parameter${name}`,
    type: "String",
    value,
    insecure_value: value,
    version: 1,
  };
}
