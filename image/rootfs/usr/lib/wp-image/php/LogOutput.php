<?php

namespace WpImage;

/**
 * The container's output. It may be slow or stand still: lines wait in memory, up to a bound, and are lost beyond that, which
 * the log says when it goes on.
 */
final class LogOutput
{
    private const LONGEST_WAIT = 8 << 20;

    private string $waiting = '';

    private int $lost = 0;

    /** @param resource $stream */
    public function __construct(public readonly mixed $stream)
    {
        stream_set_blocking($stream, false);
        stream_set_write_buffer($stream, 0);
    }

    public function write(string $line): void
    {
        if (strlen($this->waiting) + strlen($line) > self::LONGEST_WAIT) {
            ++$this->lost;
            return;
        }
        $this->waiting .= $line;
    }

    public function isWaiting(): bool
    {
        return $this->waiting !== '';
    }

    public function flush(): void
    {
        for ($sent = 0; $sent < strlen($this->waiting); $sent += $bytes) {
            $bytes = (int) @fwrite($this->stream, substr($this->waiting, $sent, 1 << 16));
            if ($bytes === 0) {
                break;
            }
        }
        $this->waiting = substr($this->waiting, $sent);
        if ($this->lost > 0 && $this->waiting === '') {
            $this->waiting = LogMessage::line('wp-image', 'warning', "$this->lost messages of the log were lost, since its reader was too slow");
            $this->lost = 0;
        }
    }
}
