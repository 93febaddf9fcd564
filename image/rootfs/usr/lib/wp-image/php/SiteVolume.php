<?php

namespace WpImage;

/**
 * Brings the themes, plugins and files of the project's site/ from the image to a volume. What the owner installed there, or
 * changed after it was brought, is left. Safe against other containers (a lock) and a kill at any moment: everything is staged
 * on the volume, then renamed; the list of what was brought lies in wp-content/.wp-image-site, and its last line is written last.
 */
final class SiteVolume
{
    private const LOCK_SECONDS = 180;

    private readonly string $state;

    /** @var array<string, list<string>> lines for the log, by what was done */
    private array $done = ['added' => [], 'replaced' => [], 'left' => []];

    /**
     * @param string $share directory of the image with `site` (a hash and a path for each unit) and `site-units` (their lists)
     * @param string $source wp-content of the image
     * @param string $content wp-content of the volume
     * @param \Closure(string): void $say
     */
    public function __construct(private readonly string $share, private readonly string $source, private readonly string $content, private readonly \Closure $say)
    {
        $this->state = "$content/.wp-image-site";
    }

    /** @throws \RuntimeException when the volume cannot be written */
    public function bring(): void
    {
        if (!is_dir($this->content)) {
            ($this->say)("{$this->content} does not exist, so nothing was brought");
            return;
        }
        foreach (['', '/lists', '/new', '/old'] as $directory) {
            @mkdir($this->state . $directory, 0755, true);
        }
        $lock = $this->lock();
        $manifest = file_get_contents("$this->share/site");
        if (@file_get_contents("$this->state/brought") === $manifest) {
            ($this->say)('was brought to the volume by another container');
            return;
        }
        $this->recover();
        $mounted = $this->mounted();
        foreach (SiteUnit::parse($manifest) as $path => $hash) {
            // A folder that is worked on live shows through; it is brought when it is no longer mounted.
            $isMounted = array_filter($mounted, fn (string $mount): bool => str_starts_with("$this->content/$path/", "$mount/"));
            $isMounted === [] ? $this->unit(new SiteUnit($path), $hash) : $manifest = str_replace("$hash $path\n", '', $manifest);
        }
        $this->forgetRemoved($manifest);
        file_put_contents("$this->state/brought.new", $manifest);
        rename("$this->state/brought.new", "$this->state/brought");
        foreach ($this->done as $what => $lines) {
            if ($lines !== []) {
                ($this->say)("$what " . implode(', ', $lines));
            }
        }
        fclose($lock);
    }

    private function unit(SiteUnit $unit, string $hash): void
    {
        $place = "$this->content/$unit->path";
        $list = file_get_contents("$this->share/site-units/{$unit->listName()}");
        $record = "$this->state/lists/{$unit->listName()}";
        $before = is_file($record) ? file_get_contents($record) : null;
        if (!file_exists($place) || (is_dir($place) && SiteUnit::filesBelow($place) === [])) {
            $this->place($unit, $list, []);
            $this->done['added'][] = $unit->path;
        } elseif ($before !== null && hash('sha256', $before) === $hash) {
            return;
        } elseif (SiteUnit::holds($place, $list)) {
            file_put_contents($record, $list);
        } elseif ($before === null) {
            $this->done['left'][] = "$unit->path (installed on the volume, not by site/)";
        } elseif (!SiteUnit::holds($place, $before)) {
            $this->done['left'][] = "$unit->path (changed on the volume since site/ brought it)";
        } else {
            $others = array_diff(SiteUnit::filesBelow($place), array_keys(SiteUnit::parse($before)), array_keys(SiteUnit::parse($list)));
            $this->place($unit, $list, $others);
            $this->done['replaced'][] = $unit->path;
        }
    }

    /** @param array<string> $others files at the place that nobody but the plugin itself wrote there, which stay */
    private function place(SiteUnit $unit, string $list, array $others): void
    {
        $place = "$this->content/$unit->path";
        $staged = "$this->state/new/{$unit->listName()}";
        $this->remove($staged);
        $this->copy("$this->source/$unit->path", $staged);
        foreach ($others as $file) {
            @mkdir(dirname("$staged$file"), 0755, true);
            copy("$place$file", "$staged$file");
        }
        // Before the files: should this be the last thing done, the next start finds files that differ from both, or none.
        @mkdir(dirname($place), 0755, true);
        if (is_dir($place)) {
            $old = "$this->state/old/{$unit->listName()}";
            $this->remove($old);
            rename($place, $old);
        }
        rename($staged, $place);
        file_put_contents("$this->state/lists/{$unit->listName()}", $list);
        if (isset($old)) {
            $this->remove($old);
        }
    }

    /** A kill may have come between two renames: what was moved aside goes back. */
    private function recover(): void
    {
        foreach (array_diff(scandir("$this->state/old"), ['.', '..']) as $name) {
            $place = "$this->content/" . rawurldecode($name);
            file_exists($place) ? $this->remove("$this->state/old/$name") : rename("$this->state/old/$name", $place);
        }
    }

    /** What site/ has no longer is the owner's from now on. */
    private function forgetRemoved(string $manifest): void
    {
        $paths = SiteUnit::parse($manifest) + array_fill_keys(array_keys(SiteUnit::parse(file_get_contents("$this->share/site"))), '');
        foreach (array_diff(scandir("$this->state/lists"), ['.', '..']) as $name) {
            $path = rawurldecode($name);
            if (!isset($paths[$path])) {
                unlink("$this->state/lists/$name");
                $this->done['left'][] = "$path (no longer in site/; delete it in wp-admin if you do not want it)";
            }
        }
    }

    private function copy(string $from, string $to): void
    {
        if (is_file($from)) {
            copy($from, $to);
            return;
        }
        exec(dirname(__DIR__) . '/copy-tree ' . escapeshellarg($from) . ' ' . escapeshellarg($to) . ' 2>&1', $output, $code);
        if ($code !== 0) {
            throw new \RuntimeException($output[0] ?? "cannot copy $from");
        }
    }

    private function remove(string $path): void
    {
        exec('rm -rf ' . escapeshellarg($path));
    }

    /** @return resource closes with the process */
    private function lock()
    {
        $lock = fopen("$this->state/lock", 'c');
        for ($deadline = time() + self::LOCK_SECONDS; !flock($lock, LOCK_EX | LOCK_NB); usleep(200_000)) {
            if (time() > $deadline) {
                throw new \RuntimeException('another container has been at it for ' . self::LOCK_SECONDS . ' s');
            }
        }

        return $lock;
    }

    /** @return list<string> mount points below wp-content (man 5 proc, mountinfo) */
    private function mounted(): array
    {
        $points = array_map(fn (string $line): string => explode(' ', $line)[4] ?? '', file('/proc/self/mountinfo') ?: []);

        return array_values(array_filter($points, fn (string $point): bool => preg_match("~^$this->content/(?:themes|plugins|mu-plugins|languages)(?:/|$)~", $point) === 1));
    }
}
