interface DynamodbAnswer {
  readonly Items?: Record<string, unknown>[];
  readonly message?: string;
  readonly Message?: string;
}

/**
 * The few requests that the rehearsal itself makes of moto. Moto tells services apart by the credential scope and checks no signature,
 * so the header needs no real one.
 */
export class AwsClient {
  constructor(
    private readonly endpoint: string,
    private readonly region: string,
  ) {}

  /** The same server, asked for another region. */
  in(region: string): AwsClient {
    return new AwsClient(this.endpoint, region);
  }

  async createBucket(bucket: string): Promise<void> {
    const location = `<CreateBucketConfiguration><LocationConstraint>${this.region}</LocationConstraint></CreateBucketConfiguration>`;
    await this.s3("PUT", bucket, this.region === "us-east-1" ? "" : location);
  }

  async enableVersioning(bucket: string): Promise<void> {
    await this.s3(
      "PUT",
      `${bucket}?versioning`,
      "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    );
  }

  /** Deletes the bucket; S3 refuses while it holds an object. */
  async deleteBucket(bucket: string): Promise<void> {
    await this.s3("DELETE", bucket);
  }

  /** Deletes every version of every object. */
  async emptyBucket(bucket: string): Promise<void> {
    for (const { key, version } of await this.versions(bucket)) {
      await this.s3("DELETE", `${bucket}/${encodeURI(key)}?versionId=${encodeURIComponent(version)}`);
    }
  }

  /** The keys of the current objects. */
  async keys(bucket: string): Promise<string[]> {
    const listing = await this.s3("GET", `${bucket}?list-type=2`);
    return [...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => unescapeXml(key));
  }

  async object(bucket: string, key: string): Promise<string> {
    return this.s3("GET", `${bucket}/${encodeURI(key)}`);
  }

  async createTable(table: string, hashKey: string): Promise<void> {
    await this.dynamodb("CreateTable", {
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
    });
  }

  async deleteTable(table: string): Promise<void> {
    await this.dynamodb("DeleteTable", { TableName: table });
  }

  /** The items of a small table. */
  async items(table: string): Promise<Record<string, unknown>[]> {
    return (await this.dynamodb("Scan", { TableName: table })).Items ?? [];
  }

  private async versions(bucket: string): Promise<{ key: string; version: string }[]> {
    const listing = await this.s3("GET", `${bucket}?versions`);
    const entries = listing.matchAll(/<(?:Version|DeleteMarker)>([\s\S]*?)<\/(?:Version|DeleteMarker)>/g);
    return [...entries].map(([, entry = ""]) => ({
      key: unescapeXml(/<Key>([^<]*)<\/Key>/.exec(entry)?.[1] ?? ""),
      version: /<VersionId>([^<]*)<\/VersionId>/.exec(entry)?.[1] ?? "null",
    }));
  }

  private async s3(method: string, path: string, body = ""): Promise<string> {
    const response = await fetch(`${this.endpoint}/${path}`, {
      method,
      headers: { authorization: this.credentials("s3") },
      ...(body ? { body } : {}),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`S3 refused ${method} ${path}: ${/<Message>([^<]*)/.exec(text)?.[1] ?? response.status}`);
    return text;
  }

  private async dynamodb(operation: string, input: object): Promise<DynamodbAnswer> {
    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        authorization: this.credentials("dynamodb"),
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as DynamodbAnswer;
    if (!response.ok)
      throw new Error(`DynamoDB refused ${operation}: ${answer.message ?? answer.Message ?? response.status}`);
    return answer;
  }

  private credentials(service: string): string {
    const scope = `rehearsal/20260101/${this.region}/${service}/aws4_request`;
    return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
  }
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");
}
