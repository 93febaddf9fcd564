import { expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { startSite } from "./support/site";

const lab = useLab("pictures");

test("four pictures of 24 megapixels at once get their sizes in a container of 1 GiB", async () => {
  const limits = ["--memory", "1g", "--memory-swap", "1g"];
  const site = await startSite(
    lab,
    await DatabaseServer.shared(lab),
    { WP_CRON: "off", WP_REQUEST_TIMEOUT: "600", STOP_TIMEOUT: "120" },
    limits,
  );
  await site.withProbe();
  const draw =
    "$picture = new Imagick(); $picture->newImage(6000, 4000, 'orange', 'jpg'); $picture->writeImage('/tmp/large.jpg');";
  await site.container.exec(["php", "-r", draw]);
  const upload = `foreach (['file', 'image', 'media'] as $part) require_once ABSPATH . "wp-admin/includes/$part.php";
    $name = wp_unique_id('large-') . uniqid() . '.jpg'; copy('/tmp/large.jpg', "/tmp/$name");
    $id = media_handle_sideload(['name' => $name, 'tmp_name' => "/tmp/$name"]);
    return is_wp_error($id) ? $id->get_error_message() : count(wp_get_attachment_metadata($id)['sizes']);`;
  const sizes = await Promise.all([1, 2, 3, 4].map(() => site.evaluate<number>(upload)));
  for (const count of sizes) expect(count).toBeGreaterThan(3);
  expect(await site.container.logs()).not.toMatch(/exited on signal|died with/);
});
