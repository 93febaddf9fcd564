<?php

namespace WpImage;

/** Numbers of processes and sizes of caches that fit the container. */
final readonly class Sizes
{
    /** What PHP's master, nginx and the supervisors use, and what stays free for the page cache, in MiB. */
    private const OVERHEAD_MIB = 72, RESERVE_MIB = 64;

    /** What one worker takes beyond its share for a picture of 24 megapixels, in MiB; pictures take turns (hooks/image-turns.php). */
    private const PICTURE_MIB = 400;

    private function __construct(public int $fpmChildren, public int $nginxWorkers, public int $opcacheMiB)
    {
    }

    public static function from(Resources $resources, int $workerMiB, ?int $fpmChildren): self
    {
        $opcache = match (true) {
            $resources->memoryMiB < 1536 => 96,
            $resources->memoryMiB < 4096 => 128,
            default => 192,
        };
        // More workers than a core can serve only make every one of them slower.
        $picture = min(self::PICTURE_MIB, intdiv($resources->memoryMiB, $resources->memoryMiB < 1024 ? 8 : 4));
        $fitting = intdiv($resources->memoryMiB - self::OVERHEAD_MIB - $opcache - self::RESERVE_MIB - $picture, $workerMiB);
        $useful = max(4, (int) round(12 * $resources->cpus));

        return new self($fpmChildren ?? max(2, min($fitting, $useful)), max(1, (int) ceil($resources->cpus)), $opcache);
    }
}
