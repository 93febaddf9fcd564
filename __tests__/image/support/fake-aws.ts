import type { Container } from "./container";
import type { Lab } from "./lab";
import { eventually } from "./wait";

export const CREDENTIALS = {
  AccessKeyId: "AKIDEXAMPLE",
  SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  Token: "session",
};

/** Where the distribution's id is kept. */
export const PARAMETER = "arn:aws:ssm:eu-west-1:111122223333:parameter/wordpress/production/distribution-id";

/** Writes down what it is asked. It answers late while /tmp/hang is there, and refuses while /tmp/refuse is. */
const FAKE_AWS = `<?php
$headers = array_change_key_case(getallheaders());
$asked = ['at' => microtime(true), 'method' => $_SERVER['REQUEST_METHOD'], 'path' => $_SERVER['REQUEST_URI'], 'headers' => $headers, 'body' => file_get_contents('php://input')];
file_put_contents('/tmp/requests', json_encode($asked) . "\\n", FILE_APPEND);
if ($asked['path'] === '/credentials') { exit('${JSON.stringify(CREDENTIALS)}'); }
if (isset($headers['x-amz-target'])) { exit('{"Parameter":{"Value":"E1EXAMPLE23456"}}'); }
if (is_file('/tmp/hang')) { sleep(20); }
if (is_file('/tmp/refuse')) { http_response_code(403); exit('<Error><Code>AccessDenied</Code></Error>'); }
http_response_code(201);`;

export interface Asked {
  /** Seconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands for the credentials endpoint, Systems Manager and CloudFront. */
export class FakeAws {
  private constructor(readonly container: Container) {}

  static async start(lab: Lab): Promise<FakeAws> {
    const container = await lab.wordpress({
      command: ["sh", "-c", "until [ -f /tmp/aws.php ]; do sleep 0.1; done; exec php -S 0.0.0.0:8080 /tmp/aws.php"],
    });
    await container.write("/tmp/aws.php", FAKE_AWS);
    const aws = new FakeAws(container);
    await aws.whenFree();
    return aws;
  }

  /** Settings of a container whose CDN this is. */
  get settings(): Record<string, string> {
    const endpoint = `http://${this.container.name}:8080`;
    return {
      WP_CDN_PARAMETER: PARAMETER,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/credentials`,
      AWS_ENDPOINT_URL_SSM: endpoint,
      AWS_ENDPOINT_URL_CLOUDFRONT: endpoint,
    };
  }

  /** Waits until it answers. */
  async whenFree(): Promise<void> {
    const answers = async () => (await this.container.request("/credentials").catch(() => undefined))?.status === 200;
    await eventually("the fake AWS answers", answers);
  }

  /** Forgets what it was asked, and answers as it should. */
  async reset(): Promise<void> {
    await this.container.shell("rm -f /tmp/hang /tmp/refuse /tmp/requests && touch /tmp/requests");
  }

  async asked(): Promise<Asked[]> {
    const lines = (await this.container.shell("cat /tmp/requests")).split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  async invalidations(): Promise<Asked[]> {
    return (await this.asked()).filter(({ path }) => path.endsWith("/invalidation"));
  }
}
