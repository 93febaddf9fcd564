import type { Rule } from "../rule";

/** Bytes, before base64. */
const LARGEST = 16_384;

export const userDataRules: readonly Rule[] = [
  {
    id: "user-data-size",
    trap: 79,
    title: "User data are at most 16 KiB",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    severity: "error",
    fix: "Fetch what is long from S3 at the start.",
    on: ["aws_launch_template", "aws_instance", "aws_launch_configuration"],
    *check(resource) {
      for (const attribute of ["user_data", "user_data_base64"]) {
        const text = resource.text(attribute);
        if (text === undefined) continue;
        const isEncoded = attribute === "user_data_base64" || resource.type === "aws_launch_template";
        const bytes = isEncoded ? Buffer.from(text, "base64").length : Buffer.byteLength(text);
        if (bytes > LARGEST) yield resource.problem(attribute, `${bytes} bytes`, bytes);
      }
    },
  },
];
