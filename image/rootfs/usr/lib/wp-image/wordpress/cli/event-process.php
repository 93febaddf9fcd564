<?php
/**
 * The process that runs due events (run-events.php), watched from outside, so that no event can hang, end or crash more
 * than itself. Before each event the process names the hook and waits for leave.
 */

namespace WpImage;

final class EventProcess {
	/** The hook of the last event that was begun; null when none was. */
	public ?string $hook = null;

	/** Seconds that WordPress may take to load. */
	public const LOAD_SECONDS = 60;

	/**
	 * @param int                               $seconds that each event may take
	 * @param array{host: string, path: string} $site    whose events they are
	 */
	public function __construct( private readonly int $seconds, private readonly array $site ) {
	}

	/**
	 * Runs due events until none is left or no further one may begin.
	 *
	 * @param callable(): bool $may_begin whether a further event may begin
	 * @return string|null what went wrong, as the end of a sentence; null when nothing did
	 */
	public function run( callable $may_begin ): ?string {
		$options = array( '-d', 'error_log=' . ini_get( 'error_log' ), '-d', 'auto_prepend_file=', '-d', 'display_errors=0', '-d', 'memory_limit=512M', '-d', 'max_execution_time=0' );
		$process = proc_open(
			// With this process ends that one, whatever ends this one.
			array( 'setpriv', '--pdeathsig', 'KILL', PHP_BINARY, '-c', php_ini_loaded_file(), ...$options, __DIR__ . '/run-events.php', $this->site['host'], $this->site['path'] ),
			// What an event prints is for nobody, as where WordPress runs events by HTTP.
			array( 0 => array( 'file', '/dev/null', 'r' ), 1 => array( 'file', '/dev/null', 'w' ), 3 => array( 'pipe', 'w' ), 4 => array( 'pipe', 'r' ) ),
			$pipes
		);
		stream_set_blocking( $pipes[3], false );
		$deadline = self::now() + self::LOAD_SECONDS;
		$is_done  = false;
		$text     = '';
		do {
			$status = proc_get_status( $process );
			$ready  = array( $pipes[3] );
			$none   = null;
			// What an event started may keep the pipe open, so its end is not waited for.
			if ( $status['running'] && 0 === (int) @stream_select( $ready, $none, $none, 1 ) ) {
				continue;
			}
			$text .= stream_get_contents( $pipes[3] );
			while ( preg_match( '/^(.*)\n/', $text, $line ) ) {
				$text = substr( $text, strlen( $line[0] ) );
				if ( '' === $line[1] ) {
					$is_done = true;
				} elseif ( $may_begin() ) {
					$this->hook = $line[1];
					$deadline   = self::now() + $this->seconds;
					@fwrite( $pipes[4], "\n" );
				} else {
					// Without leave the process ends.
					fclose( $pipes[4] );
					$is_done = true;
				}
			}
		} while ( $status['running'] && self::now() < $deadline );

		if ( $status['running'] ) {
			posix_kill( -$status['pid'], SIGKILL );
			posix_kill( $status['pid'], SIGKILL );
		}
		proc_close( $process );
		return match ( true ) {
			$status['running']  => null === $this->hook ? 'took more than ' . self::LOAD_SECONDS . ' s' : "was ended after {$this->seconds} s (WP_CRON_EVENT_SECONDS)",
			$is_done            => null,
			$status['signaled'] => "was ended by signal {$status['termsig']}",
			default             => "ended its process (exit code {$status['exitcode']})",
		};
	}

	private static function now(): float {
		return hrtime( true ) / 1e9;
	}
}
