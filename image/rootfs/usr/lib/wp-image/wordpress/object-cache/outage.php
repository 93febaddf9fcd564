<?php
/**
 * What the requests of one container know in common about an unreachable cache server: that it was tried a moment ago,
 * and which groups were changed meanwhile, so that their old values on the server are never read again.
 */

namespace WpImage;

final class Outage {
	/** Seconds for which nobody tries again after a failure: each try may cost a request the connect timeout. */
	const PAUSE_SECONDS = 3;

	/** @var array<string, true> groups that this request has noted already */
	private array $noted = array();

	public function __construct( private readonly string $directory = '/tmp/wp-object-cache' ) {}

	/** Whether the server failed within the last PAUSE_SECONDS, for any request of this container. */
	public function is_recent(): bool {
		clearstatcache( true, $this->mark() );
		$failed_at = @filemtime( $this->mark() );
		return false !== $failed_at && time() - $failed_at < self::PAUSE_SECONDS;
	}

	/** Notes a failure now; logs the first of an outage. */
	public function begin( string $reason ): void {
		if ( ! is_dir( $this->directory ) ) {
			@mkdir( $this->directory, 0700, true );
		}
		if ( ! file_exists( $this->mark() ) ) {
			log_line( "object cache: $reason; pages are made without it" );
		}
		if ( ! @touch( $this->mark() ) ) {
			log_line( "object cache: cannot write to {$this->directory}, so changes during the outage are not noted" );
		}
	}

	/** Notes that values of these groups on the server are out of date. `*` stands for all groups. */
	public function note( string ...$groups ): void {
		$new = array_diff( $groups, array_keys( $this->noted ) );
		if ( $new && false !== @file_put_contents( $this->stale(), implode( "\n", $new ) . "\n", FILE_APPEND | LOCK_EX ) ) {
			$this->noted += array_fill_keys( $new, true );
		}
	}

	/**
	 * Ends an outage, once the server answers: gives the noted groups to `$forget`, and crosses them out when it returns.
	 * A second request waits for the first, so that neither reads an old value.
	 *
	 * @param callable(string[]): void $forget makes the server forget those groups; throws where it cannot.
	 */
	public function settle( callable $forget ): void {
		clearstatcache();
		if ( ! file_exists( $this->mark() ) && ! file_exists( $this->stale() ) ) {
			return;
		}
		$file = fopen( $this->stale(), 'c+' );
		flock( $file, LOCK_EX );
		try {
			$groups = array_values( array_unique( array_filter( explode( "\n", (string) stream_get_contents( $file ) ), 'strlen' ) ) );
			if ( $groups ) {
				$forget( $groups );
				ftruncate( $file, 0 );
			}
			if ( @unlink( $this->mark() ) ) {
				$forgotten = implode( ', ', $groups );
				log_line( 'object cache: the server is back' . ( $groups ? "; forgotten, because changed meanwhile: $forgotten" : '' ) );
			}
			$this->noted = array();
		} finally {
			fclose( $file );
		}
	}

	private function mark(): string {
		return $this->directory . '/failed';
	}

	private function stale(): string {
		return $this->directory . '/stale-groups';
	}
}
