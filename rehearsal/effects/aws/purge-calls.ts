import { randomBytes } from "node:crypto";
import type { Inventory } from "../../provider-double/inventory";
import type { ContentDelivery } from "../edge/effects";
import { type AwsAnswer, type AwsRequest, json, Refused, xml } from "./answers";
import type { Caller, Rights } from "./rights";

const INVALIDATION = /^\/\d{4}-\d\d-\d\d\/distribution\/([A-Z0-9]+)\/invalidation$/;

/** What a task needs to purge CloudFront: a parameter's value (SSM, GetParameter), and that a distribution forgets paths (CreateInvalidation). */
export class PurgeCalls {
  constructor(
    private readonly inventory: () => Inventory,
    private readonly rights: Rights,
    private readonly contentDelivery: Pick<ContentDelivery, "invalidate">,
  ) {}

  /** @returns undefined for what is no call of these @throws {Refused} */
  answer(service: string, request: AwsRequest, caller: Caller): AwsAnswer | undefined {
    if (service === "ssm" && request.headers["x-amz-target"] === "AmazonSSM.GetParameter")
      return this.parameter(request, caller);
    const [, distribution] = INVALIDATION.exec(request.path) ?? [];
    if (service === "cloudfront" && request.method === "POST" && distribution !== undefined)
      return this.invalidation(request, distribution, caller);
    return undefined;
  }

  private parameter({ body }: AwsRequest, caller: Caller): AwsAnswer {
    const { Name: name } = JSON.parse(body) as { Name?: string };
    const inventory = this.inventory();
    const found = inventory.find("aws_ssm_parameter", "arn", name) ?? inventory.find("aws_ssm_parameter", "name", name);
    this.rights.permit(caller, "ssm:GetParameter", String(found?.arn ?? name), "AccessDeniedException", 400);
    if (found === undefined) throw new Refused("ParameterNotFound", 400, "");
    const { arn, name: Name, type: Type, value: Value, version: Version } = found;
    return json(200, { Parameter: { ARN: arn, Name, Type, Value, Version, DataType: "text" } });
  }

  private invalidation({ body }: AwsRequest, id: string, caller: Caller): AwsAnswer {
    const distribution = this.inventory().find("aws_cloudfront_distribution", "id", id);
    const [, partition = "aws", , , account = ""] = caller === "person" ? [] : caller.arn.split(":");
    const arn = String(distribution?.arn ?? `arn:${partition}:cloudfront::${account}:distribution/${id}`);
    this.rights.permit(caller, "cloudfront:CreateInvalidation", arn);
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
}

function plain(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
