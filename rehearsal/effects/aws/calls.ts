import { createHash, randomBytes } from "node:crypto";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { isAllowed } from "../access";
import type { ContentDelivery } from "../edge/effects";
import type { AwsAnswer, AwsRequest } from "./channel";

/** The access key of a role's tasks, made up. */
export function accessKeyOf(roleName: string): string {
  return `ASIA${createHash("sha256").update(roleName).digest("hex").slice(0, 16).toUpperCase()}`;
}

interface Caller {
  readonly name: string;
  readonly arn: string;
}

/** A call that AWS refuses, with its code and status. */
class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const INVALIDATION = /^\/\d{4}-\d\d-\d\d\/distribution\/([A-Z0-9]+)\/invalidation$/;

/**
 * What tasks may ask AWS for in a rehearsal, with the rights of their role: a parameter's value (SSM, GetParameter), and that a distribution
 * forgets paths (CloudFront, CreateInvalidation). Signatures are not checked: the keys are made up.
 */
export class AwsCalls {
  constructor(
    private readonly inventory: () => Inventory,
    private readonly contentDelivery: Pick<ContentDelivery, "invalidate">,
  ) {}

  answer(request: AwsRequest): AwsAnswer {
    const [, key = "", service = ""] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? "") ?? [];
    const isJson = service === "ssm";
    try {
      const caller = this.caller(key);
      if (isJson && request.headers["x-amz-target"] === "AmazonSSM.GetParameter")
        return this.parameter(request, caller);
      const [, distribution] = INVALIDATION.exec(request.path) ?? [];
      if (service === "cloudfront" && request.method === "POST" && distribution !== undefined)
        return this.invalidation(request, distribution, caller);
    } catch (error) {
      if (error instanceof Refused) return isJson ? jsonError(error) : xmlError(error);
      throw error;
    }
    return { status: 403, type: "text/plain", body: "there is no AWS in a rehearsal" };
  }

  private caller(key: string): Caller {
    const role = this.inventory()
      .all("aws_iam_role")
      .find(({ name }) => accessKeyOf(String(name)) === key);
    if (role === undefined) throw new Refused("InvalidClientTokenId", 403, "The security token is invalid.");
    return { name: String(role.name), arn: String(role.arn) };
  }

  private parameter({ body }: AwsRequest, caller: Caller): AwsAnswer {
    const { Name: name } = JSON.parse(body) as { Name?: string };
    const inventory = this.inventory();
    const found = inventory.find("aws_ssm_parameter", "arn", name) ?? inventory.find("aws_ssm_parameter", "name", name);
    this.permit(caller, "ssm:GetParameter", String(found?.arn ?? name), "AccessDeniedException", 400);
    if (found === undefined) throw new Refused("ParameterNotFound", 400, "");
    const { arn, name: Name, type: Type, value: Value, version: Version } = found;
    return json(200, { Parameter: { ARN: arn, Name, Type, Value, Version, DataType: "text" } });
  }

  private invalidation({ body }: AwsRequest, id: string, caller: Caller): AwsAnswer {
    const distribution = this.inventory().find("aws_cloudfront_distribution", "id", id);
    const arn = String(
      distribution?.arn ?? `arn:${caller.arn.split(":")[1]}:cloudfront::${caller.arn.split(":")[4]}:distribution/${id}`,
    );
    this.permit(caller, "cloudfront:CreateInvalidation", arn, "AccessDenied", 403);
    const paths = [...body.matchAll(/<Path>([^<]*)<\/Path>/g)].map(([, path = ""]) => plain(path));
    if (!body.includes("<CallerReference>") || paths.length === 0)
      throw new Refused("MalformedXML", 400, "The XML document is malformed.");
    if (paths.some((path) => !/^[/*]/.test(path)))
      throw new Refused("InvalidArgument", 400, "Your request contains one or more invalid invalidation paths.");
    if (!this.contentDelivery.invalidate(id, paths))
      throw new Refused("NoSuchDistribution", 404, "The specified distribution does not exist.");
    const batch = /<Paths>.*<\/CallerReference>/s.exec(body)?.[0] ?? "";
    return xml(
      201,
      `<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I${randomBytes(7).toString("hex").toUpperCase()}</Id><Status>Completed</Status><CreateTime>${new Date().toISOString()}</CreateTime><InvalidationBatch>${batch}</InvalidationBatch></Invalidation>`,
    );
  }

  /** @throws {Refused} when no policy of the role allows it */
  private permit({ name, arn }: Caller, action: string, resource: string, code: string, status: number): void {
    if (isAllowed(policiesOf(name, this.inventory()), { action, resource })) return;
    const session = arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    throw new Refused(
      code,
      status,
      `User: ${session}/task is not authorized to perform: ${action} on resource: ${resource}`,
    );
  }
}

/** Policies of a role that were applied here: its own, and customer managed ones. */
function policiesOf(role: string, inventory: Inventory): string[] {
  const ofRole = (state: ObjectValue) => state.role === role;
  const attached = inventory.all("aws_iam_role_policy_attachment").filter(ofRole);
  const managed = attached.map(({ policy_arn: arn }) => inventory.find("aws_iam_policy", "arn", arn));
  return [...inventory.all("aws_iam_role_policy").filter(ofRole), ...managed].flatMap((one) =>
    typeof one?.policy === "string" ? [one.policy] : [],
  );
}

function plain(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

function json(status: number, value: unknown): AwsAnswer {
  return { status, type: "application/x-amz-json-1.1", body: JSON.stringify(value) };
}

function xml(status: number, body: string): AwsAnswer {
  return { status, type: "text/xml", body: `<?xml version="1.0"?>\n${body}` };
}

function jsonError({ code, status, message }: Refused): AwsAnswer {
  return json(status, { __type: code, message });
}

function xmlError({ code, status, message }: Refused): AwsAnswer {
  const escaped = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return xml(
    status,
    `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped}</Message></Error></ErrorResponse>`,
  );
}
