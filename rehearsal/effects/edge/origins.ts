import { request as plainRequest, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import type { Readable } from "node:stream";
import type { Inventory } from "../../provider-double/inventory";
import { readBucket } from "./bucket";
import type { Distribution, Origin } from "./distribution";
import { fromNode, HOP_BY_HOP, without } from "./message";
import type { OriginAnswer, OriginRequest } from "./origin-request";

/** An origin that gave no answer, with the status that CloudFront gives its visitor. */
export class OriginFailure extends Error {
  constructor(
    readonly status: 502 | 504,
    message: string,
  ) {
    super(message);
  }
}

export interface OriginsOptions {
  readonly inventory: () => Inventory;
  /** Where the load balancers of a deployment answer here, and who signs for them. */
  readonly loadBalancer: () => Promise<{ readonly port: number; readonly authority: string | undefined }>;
  /** Where paths in a stack's configuration start. */
  readonly directories: () => readonly string[];
}

export interface Sending {
  readonly distribution: Distribution;
  readonly origin: Origin;
  readonly request: OriginRequest;
  /** Whether the visitor came over HTTPS. */
  readonly https: boolean;
  /** The visitor's own body. */
  readonly body: Readable | undefined;
}

/** What stands behind a distribution: the deployment's load balancer and buckets. Others are not on this machine. */
export class Origins {
  constructor(private readonly options: OriginsOptions) {}

  /** @throws {OriginFailure} */
  async send(sending: Sending): Promise<OriginAnswer> {
    const { origin, request, distribution } = sending;
    const inventory = this.options.inventory();
    const bucket = inventory
      .all("aws_s3_bucket")
      .find((one) => [one.bucket_regional_domain_name, one.bucket_domain_name].includes(origin.domainName));
    if (bucket !== undefined) {
      return readBucket(request, { bucket, origin, distribution, inventory, directories: this.options.directories() });
    }
    if (!this.isLoadBalancer(origin, inventory)) {
      throw new OriginFailure(502, `the origin ${origin.domainName} is not on this machine`);
    }
    const { port, authority } = await this.options.loadBalancer();
    return exchange(sending, port, authority);
  }

  private isLoadBalancer({ vpcOriginId, domainName }: Origin, inventory: Inventory): boolean {
    if (vpcOriginId !== undefined) return inventory.find("aws_cloudfront_vpc_origin", "id", vpcOriginId) !== undefined;
    return inventory.find("aws_lb", "dns_name", domainName) !== undefined;
  }
}

function exchange(
  { origin, request, https, body }: Sending,
  port: number,
  ca: string | undefined,
): Promise<OriginAnswer> {
  const secure = origin.protocolPolicy === "https-only" || (origin.protocolPolicy === "match-viewer" && https);
  const options: RequestOptions = {
    ...{ host: "127.0.0.1", port, agent: false, setHost: false },
    ...{ method: request.method, path: request.target, headers: { ...request.headers, connection: "close" } },
    timeout: origin.readTimeout * 1000,
  };
  return new Promise((resolve, reject) => {
    const upstream = secure ? secureRequest({ ...options, servername: "localhost", ca }) : plainRequest(options);
    upstream.once("response", (response) => {
      // Who reads it hears of its end; nobody may read it any more.
      response.on("error", () => undefined);
      resolve({
        status: response.statusCode ?? 502,
        headers: without(fromNode(response.headers), HOP_BY_HOP),
        body: response,
      });
    });
    upstream.once("timeout", () => {
      upstream.destroy(new OriginFailure(504, `the origin did not answer within ${origin.readTimeout} s`));
    });
    upstream.once("error", (error) => {
      reject(error instanceof OriginFailure ? error : new OriginFailure(502, error.message));
    });
    if (body === undefined) upstream.end();
    else body.pipe(upstream);
  });
}
