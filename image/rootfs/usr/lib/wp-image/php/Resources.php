<?php

namespace WpImage;

/** How much memory and CPU this container may use, by cgroup v2 or v1, the ECS task's limits and the host, whichever is least. */
final readonly class Resources
{
    private const MIB = 1 << 20;

    public function __construct(public int $memoryMiB, public float $cpus)
    {
    }

    /** @param string $root a directory with sys/fs/cgroup and proc in it; empty on a real system */
    public static function detect(string $root, ?string $ecsMetadataUri): self
    {
        $task = self::ecsTaskLimits($ecsMetadataUri);
        $memory = array_filter([
            self::hostMemory($root),
            self::number("$root/sys/fs/cgroup/memory.max"),
            self::number("$root/sys/fs/cgroup/memory/memory.limit_in_bytes"),
            ($task['Memory'] ?? 0) * self::MIB,
        ]);
        $cpus = array_filter([self::hostCpus($root), self::cgroupCpus($root), $task['CPU'] ?? 0]);

        return new self((int) (min($memory ?: [512 * self::MIB]) / self::MIB), (float) min($cpus ?: [1]));
    }

    private static function hostMemory(string $root): float
    {
        preg_match('/^MemTotal:\s+(\d+) kB/m', (string) @file_get_contents("$root/proc/meminfo"), $found);

        return ($found[1] ?? 0) * 1024;
    }

    private static function hostCpus(string $root): int
    {
        return preg_match_all('/^processor\s*:/m', (string) @file_get_contents("$root/proc/cpuinfo"));
    }

    private static function cgroupCpus(string $root): float
    {
        $parts = explode(' ', trim((string) @file_get_contents("$root/sys/fs/cgroup/cpu.max")));
        [$quota, $period] = count($parts) === 2 ? $parts : [
            self::number("$root/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
            self::number("$root/sys/fs/cgroup/cpu/cpu.cfs_period_us"),
        ];

        return is_numeric($quota) && is_numeric($period) && $quota > 0 && $period > 0 ? $quota / $period : 0;
    }

    /** The number in a file; 0 when there is none or it says "max" or -1. */
    private static function number(string $file): float
    {
        return max(0, (float) @file_get_contents($file));
    }

    /**
     * On ECS the task may have limits that no cgroup of this container shows.
     *
     * @return array{CPU?: float|int, Memory?: int} CPU in vCPUs, Memory in MiB
     * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
     */
    private static function ecsTaskLimits(?string $uri): array
    {
        if (!$uri) {
            return [];
        }
        $answer = @file_get_contents("$uri/task", context: stream_context_create(['http' => ['timeout' => 1]]));

        return json_decode((string) $answer, true)['Limits'] ?? [];
    }
}
