import { expect, test } from "vitest";
import type { Container } from "./support/container";
import type { Answer } from "./support/http";
import { IMMUTABLE, useLab } from "./support/lab";
import { startValkey } from "./support/valkey";

const lab = useLab("sessions");

const COUNTER = `<?php
  session_start();
  $_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
  if (isset($_GET['slow'])) usleep(300000);
  echo ini_get('session.save_handler'), ' ', $_SESSION['visits'];`;

async function start(env: Record<string, string>): Promise<Container> {
  const container = await (await lab.wordpress({ env: { ...IMMUTABLE, ...env } })).whenHealthy();
  await container.write("/usr/src/wordpress/counter.php", COUNTER);
  return container;
}

const cookie = (answer: Answer): Record<string, string> => ({
  Cookie: answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "",
});

test("sessions are files of one container unless they are said to be in Valkey", async () => {
  const container = await start({});
  const first = await container.request("/counter.php");
  expect(first.text).toBe("files 1");
  expect((await container.request("/counter.php", { headers: cookie(first) })).text).toBe("files 2");
});

test("sessions in Valkey are shared by containers, behind a password with special characters, and locked", async () => {
  const password = "p&s=s#w?rd%/+;:@{}$HOME";
  const valkey = await startValkey(lab, ["--requirepass", password]);
  const env = { WP_SESSIONS: "redis", WP_REDIS_HOST: valkey.name, WP_REDIS_PASSWORD: password };
  const [one, other] = [await start(env), await start(env)];
  const first = await one.request("/counter.php");
  expect(first.text).toBe("redis 1");
  const headers = cookie(first);
  expect((await other.request("/counter.php", { headers })).text).toBe("redis 2");
  // Without a lock, requests at the same time would all read the same count.
  await Promise.all([one, other, one, other].map((container) => container.request("/counter.php?slow", { headers })));
  expect((await one.request("/counter.php", { headers })).text).toBe("redis 7");
});
