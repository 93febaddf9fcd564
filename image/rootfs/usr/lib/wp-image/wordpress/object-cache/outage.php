<?php
/**
 * What the requests of one container know in common about an unreachable cache server: that it was tried a moment ago,
 * and which groups were changed meanwhile, so that their old values on the server are never read again. The other
 * containers, and those that come after this one, know it from the notes in the database.
 */

namespace WpImage;

final class Outage {
	/** Seconds for which nobody tries again after a failure: each try may cost a request the connect timeout. */
	const PAUSE_SECONDS = 3;

	/** Seconds for which this container trusts the server without a look at the notes in the database. */
	const TRUST_SECONDS = 2;

	/** Of more changed groups than this, all are forgotten. */
	const MAX_GROUPS = 100;

	/** The log names no more. */
	const MAX_LOGGED = 20;

	/** @var array<string, true> groups that this request has noted in the database */
	private array $noted = array();

	/** When it did so the last time. */
	private int $noted_at = 0;

	/** @var array<string, true> groups that it has changed since */
	private array $changed = array();

	/** @param ?StaleNotes $notes null for who only asks whether the server answers: it ends no outage */
	public function __construct( private readonly ?StaleNotes $notes = null, private readonly string $directory = '/tmp/wp-object-cache' ) {}

	/** Whether a request may ask the server now: there is no outage, or it is the one that tries again after the pause. */
	public function may_try(): bool {
		clearstatcache( true, $this->mark() );
		$failed_at = @filemtime( $this->mark() );
		if ( false !== $failed_at && time() - $failed_at < self::PAUSE_SECONDS ) {
			return false;
		}
		if ( false !== $failed_at && null !== $this->notes ) {
			@touch( $this->mark() );
		}
		return true;
	}

	/** Whether an outage has not ended yet. */
	public function lasts(): bool {
		clearstatcache( true, $this->mark() );
		return file_exists( $this->mark() );
	}

	/** Notes a failure now; logs the first of an outage. */
	public function begin( string $reason ): void {
		$this->make_directory();
		if ( ! $this->lasts() ) {
			log_line( "object cache: $reason; pages are made without it" );
		}
		if ( ! @touch( $this->mark() ) ) {
			log_line( "object cache: cannot write to {$this->directory}, so changes during the outage are not noted in this container" );
		}
	}

	/** Notes that values of these groups on the server are out of date. `*` stands for all groups. */
	public function note( string ...$groups ): void {
		if ( ! $groups ) {
			return;
		}
		// The list has a line for each.
		$groups = $this->note_here( array_map( static fn ( string $group ): string => str_contains( $group, "\n" ) ? '*' : $group, $groups ) );
		$this->changed += array_fill_keys( $groups, true );
		// A request that changes a group all the time does not write all the time; close() has the last word.
		if ( time() !== $this->noted_at || array_diff_key( $this->changed, $this->noted ) ) {
			$this->note_for_all();
		}
	}

	/** The end of the request: what it has changed since its last note is noted. */
	public function close(): void {
		if ( $this->changed ) {
			$this->note_for_all();
		}
	}

	/**
	 * Makes the server fit to be trusted: gives the noted groups to `$forget`, and crosses them out when it returns.
	 * A second request waits for the first, so that neither reads an old value.
	 *
	 * @param callable(string[], bool): string[] $forget makes the server forget those groups, after an outage or not; gives
	 *                                                  what it has forgotten, and throws where it cannot.
	 * @throws \RedisException when the notes cannot be read
	 */
	public function settle( callable $forget ): void {
		if ( null === $this->notes || ! $this->is_doubtful() ) {
			return;
		}
		$this->make_directory();
		$is_routine = file_exists( $this->checked() ) && ! $this->lasts() && 0 === (int) @filesize( $this->stale() );
		if ( $is_routine ) {
			// One looks, the others need not wait: there was no failure in this container.
			@touch( $this->checked() );
		}
		$list = StaleList::open( $this->stale() );
		if ( null === $list ) {
			$is_routine || throw new \RedisException( 'is not asked: another request has looked for too long at what is out of date' );
			return;
		}
		try {
			if ( $is_routine || $this->is_doubtful() ) {
				$this->obey( $list, $forget );
			}
		} catch ( \mysqli_sql_exception $error ) {
			throw new \RedisException( "is not asked: the database does not say what is out of date (error {$error->getCode()})", 0, $error );
		} finally {
			$list->close();
		}
	}

	private function obey( StaleList $list, callable $forget ): void {
		$notes  = $this->notes->read();
		$groups = array_values( array_unique( array_merge( $list->groups(), StaleNotes::groups( $notes ) ) ) );
		$groups = $forget( in_array( '*', $groups, true ) ? array( '*' ) : $groups, $this->lasts() );
		$list->clear();
		$this->notes->remove( $notes );
		@touch( $this->checked() );
		if ( @unlink( $this->mark() ) ) {
			$forgotten = array( '*' ) === $groups ? 'everything' : implode( ', ', array_slice( $groups, 0, self::MAX_LOGGED ) ) . ( count( $groups ) > self::MAX_LOGGED ? ' and others' : '' );
			log_line( 'object cache: the server is back' . ( $groups ? "; forgotten, because changed meanwhile: $forgotten" : '' ) );
		}
	}

	/** Whether the server may hold what it must not. */
	private function is_doubtful(): bool {
		clearstatcache();
		$checked_at = @filemtime( $this->checked() );
		return false === $checked_at || time() - $checked_at >= self::TRUST_SECONDS
			|| file_exists( $this->mark() ) || 0 < (int) @filesize( $this->stale() );
	}

	/** Adds to this container's list. @return string[] what to note for all containers: `*` for too many groups */
	private function note_here( array $groups ): array {
		$this->make_directory();
		$list = StaleList::open( $this->stale() );
		if ( null === $list ) {
			return $groups;
		}
		$known  = $list->groups();
		$groups = count( $known ) + count( array_diff( $groups, $known ) ) > self::MAX_GROUPS ? array( '*' ) : $groups;
		$list->add( array_diff( $groups, $known ) );
		$list->close();
		return $groups;
	}

	private function note_for_all(): void {
		$this->noted_at = time();
		try {
			$this->notes?->write( ...array_map( 'strval', array_keys( $this->changed ) ) );
			$this->noted  += $this->changed;
			$this->changed = array();
		} catch ( \mysqli_sql_exception $error ) {
			log_line( "object cache: cannot note in the database what is out of date (error {$error->getCode()})" );
		}
	}

	private function make_directory(): void {
		if ( ! is_dir( $this->directory ) ) {
			@mkdir( $this->directory, 0700, true );
		}
	}

	/** Its age is that of the last failure. */
	private function mark(): string {
		return $this->directory . '/failed';
	}

	/** Its age is that of the last look at the notes. */
	private function checked(): string {
		return $this->directory . '/checked';
	}

	private function stale(): string {
		return $this->directory . '/stale-groups';
	}
}
