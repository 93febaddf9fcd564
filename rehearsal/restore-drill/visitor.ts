import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as plain } from "node:http";
import { request as encrypted } from "node:https";
import { buffer } from "node:stream/consumers";
import { Failure } from "../../cli/outcome";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** Somebody at a browser: keeps cookies, follows nothing. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  /** @param site its address on this machine, `https://localhost:8443` */
  constructor(private readonly site: string) {}

  async ask(path: string, { method = "GET", headers, body }: Question = {}): Promise<Answer> {
    const url = new URL(path, this.site);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = url.protocol === "https:" ? encrypted : plain;
    const answer = await new Promise<Answer>((resolve, reject) => {
      // The certificate is signed by the run's own authority, and the connection stays on this machine.
      const options = { method, headers: { ...headers, cookie }, rejectUnauthorized: false, agent: false };
      const asked = request(url, options, (response) => {
        const { statusCode: status = 0, headers: given } = response;
        buffer(response).then((whole) => resolve({ status, headers: given, body: whole }), reject);
      });
      asked.once("error", reject).end(body);
    });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** @throws {Failure} when the site refuses the password */
  async logIn(user: string, password: string): Promise<void> {
    await this.ask("/wp-login.php");
    const form = { log: user, pwd: password, "wp-submit": "Log In", testcookie: "1" };
    const { status } = await this.ask("/wp-login.php", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    });
    if (status !== 302) throw new Failure(`the site refuses the login of ${user} (status ${status})`);
  }

  /** Publishes a post. @returns its address */
  async publish(title: string): Promise<string> {
    const body = JSON.stringify({ title, content: `<p>${title}</p>`, status: "publish" });
    const { link } = await this.make("posts", { "content-type": "application/json" }, body);
    return String(link);
  }

  /** Uploads a picture. @returns its address */
  async upload(name: string, picture: Buffer): Promise<string> {
    const headers = { "content-type": "image/png", "content-disposition": `attachment; filename="${name}"` };
    const { source_url: url } = await this.make("media", headers, picture);
    return String(url);
  }

  private async make(what: string, headers: OutgoingHttpHeaders, body: string | Buffer) {
    const { body: nonce } = await this.ask("/wp-admin/admin-ajax.php?action=rest-nonce");
    const { status, body: answer } = await this.ask(`/wp-json/wp/v2/${what}`, {
      method: "POST",
      headers: { ...headers, "x-wp-nonce": nonce.toString() },
      body,
    });
    if (status !== 201) throw new Failure(`the site takes no ${what} (status ${status}): ${answer}`.slice(0, 500));
    return JSON.parse(answer.toString()) as Record<string, unknown>;
  }
}
