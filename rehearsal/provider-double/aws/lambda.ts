import type { KnownTypes } from "../knowledge";

export const LAMBDA: KnownTypes = {
  aws_lambda_function: { id: "{function_name}", arn: "lambda:{region}:{account}:function:{function_name}" },
};
