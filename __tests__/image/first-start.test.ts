import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, useLab } from "./support/lab";
import { eventually } from "./support/wait";

const lab = useLab("first-start");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

const INSTALLATION = {
  WP_HOME: "http://www.example.com",
  WP_SITE_TITLE: "First start",
  WP_ADMIN_USER: "editor",
  WP_ADMIN_PASSWORD: "a password for the first start",
  WP_ADMIN_EMAIL: "editor@example.com",
};

test("the first start installs WordPress, and the first page that is served is the complete one", async () => {
  const env = { ...IMMUTABLE, ...(await server.database()), ...INSTALLATION };
  const container = await (await lab.wordpress({ env })).whenHealthy();
  const page = await eventually("the front page is served", async () => {
    const answer = await container.request("/", { headers: { Host: "www.example.com" } });
    return answer.status === 200 && answer;
  });
  expect(page.text).toContain("First start");
  expect((await container.request("/readyz")).text).toBe("ready\n");
});
