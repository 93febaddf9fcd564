import { request } from "../../__tests__/image/support/http";
import { pause } from "../../__tests__/image/support/wait";
import { ADMINISTRATOR, type Server, type Servers } from "./servers";

/** How often the page is asked for. */
const PAGES = 20;

/** A page of wp-admin that asks the cache some fifty questions, while each answer comes 300 ms late. @returns seconds of each */
export async function pagesWithLateCache(servers: Servers): Promise<number[]> {
  const server = await servers.oursWithLateObjectCache();
  const cookie = await logIn(server);
  const seconds: number[] = [];
  for (let page = 0; page < PAGES; page++) {
    const began = Date.now();
    const { status } = await ask(server, "/wp-admin/edit.php", { headers: { Cookie: cookie } });
    if (status !== 200) throw new Error(`edit.php answers ${status}`);
    seconds.push((Date.now() - began) / 1000);
    await pause(500);
  }
  return seconds;
}

async function logIn(server: Server): Promise<string> {
  const { user, password } = ADMINISTRATOR;
  const answer = await ask(server, "/wp-login.php", {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Cookie: "wordpress_test_cookie=WP%20Cookie%20check",
    },
    body: new URLSearchParams({ log: user, pwd: password, testcookie: "1" }).toString(),
  });
  return (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
}

function ask(
  { address }: Server,
  path: string,
  options: { method?: string; headers: Record<string, string>; body?: string },
) {
  const { hostname, port, host } = new URL(address);
  return request(hostname, path, { ...options, port: Number(port), headers: { Host: host, ...options.headers } });
}
