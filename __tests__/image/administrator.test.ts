import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { ADMINISTRATOR, type Site, startSite } from "./support/site";

const lab = useLab("administrator");
let site: Site;
beforeAll(async () => {
  site = await startSite(lab, await DatabaseServer.shared(lab));
  await site.withProbe();
});

const administrator = (...options: string[]) => site.container.tryExec(["wp-image", "administrator", ...options]);

test("a lost password becomes that of the secret again, and sessions end", async () => {
  await site.evaluate("wp_set_password('nobody knows', 1); return true;");
  await expect(site.logIn()).rejects.toThrow("the login answers 200");
  const sessions = "return count(WP_Session_Tokens::get_instance(1)->get_all());";
  await site.evaluate("WP_Session_Tokens::get_instance(1)->create(time() + 3600); return true;");
  expect(await site.evaluate(sessions)).toBe(1);
  const { code, stdout } = await administrator();
  expect({ code, stdout }).toEqual({ code: 0, stdout: "wp-image: editor has the password of WP_ADMIN_PASSWORD\n" });
  expect(await site.evaluate(sessions)).toBe(0);
  expect(await site.logIn()).toContain("wordpress_logged_in");
});

test("an administrator who is gone is made, and one who lost his role gets it back", async () => {
  const made = await administrator("--user=second", "--email=second@example.com");
  expect(made).toMatchObject({ code: 0, stdout: "wp-image: made the administrator second\n" });
  expect(await site.logIn({ ...ADMINISTRATOR, user: "second" })).toContain("wordpress_logged_in");
  await site.evaluate("get_user_by('login', 'second')->set_role('subscriber'); return true;");
  expect((await administrator("--user=second")).stdout).toContain("second is an administrator now");
  expect(await site.evaluate("return get_user_by('login', 'second')->has_cap('manage_options');")).toBe(true);
});

test("a wrong argument is refused, and the password is never written", async () => {
  const { code, stderr } = await administrator("--name=x");
  expect(code).toBe(64);
  expect(stderr).toContain("unknown argument --name=x");
  const { stdout } = await administrator();
  expect(stdout).not.toContain(ADMINISTRATOR.password);
});
