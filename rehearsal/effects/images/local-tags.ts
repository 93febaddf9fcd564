import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";

const PORT = /^\d+$/;

/** Removes the tags that runs of a project gave to images for its registry. Layers that the next build takes up again stay. @returns how many */
export async function removeLocalTags(
  docker: Pick<Docker, "listImages" | "getImage">,
  directory: string,
): Promise<number> {
  const file = join(directory, "port");
  const port = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (!PORT.test(port)) return 0;
  const images = await docker.listImages({ filters: { reference: [`127.0.0.1:${port}/*`] } });
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.startsWith(`127.0.0.1:${port}/`));
  const removed = await Promise.all(
    tags.map((tag) =>
      docker
        .getImage(tag)
        // Without it Docker would remove the layers of the build, too (Docker Engine API, "Remove an image").
        .remove({ noprune: true })
        .then(() => 1)
        // In use by a container of somebody else's, or gone.
        .catch((error: { statusCode?: number }) => {
          if (error.statusCode === 404 || error.statusCode === 409) return 0;
          throw error;
        }),
    ),
  );
  return removed.reduce<number>((sum, one) => sum + one, 0);
}
