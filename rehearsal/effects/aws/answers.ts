/** A request to AWS. */
export interface AwsRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By lowercase name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A call that AWS refuses, with its code and status. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Whose key signs a request, and for which service; signatures are not checked. */
export function signerOf(authorization = ""): { key: string; service: string } {
  const [, key = "", service = ""] = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization) ?? [];
  return { key, service };
}

export const json = (status: number, value: unknown): AwsAnswer => ({
  status,
  type: "application/x-amz-json-1.1",
  body: JSON.stringify(value),
});

export const xml = (status: number, body: string): AwsAnswer => ({
  status,
  type: "text/xml",
  body: `<?xml version="1.0"?>\n${body}`,
});

export const jsonError = ({ code, status, message }: Refused): AwsAnswer => ({
  ...json(status, { __type: code, message }),
});

export const xmlError = ({ code, status, message }: Refused, namespace: string): AwsAnswer =>
  xml(
    status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`,
  );

/** As S3 says it. */
export const s3Error = ({ code, status, message }: Refused): AwsAnswer =>
  xml(status, `<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`);

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
