<?php
/**
 * Puts a staged WordPress in the place of the one on the volume. A journal is written before the first file moves, so that
 * whoever holds the volume's lock next completes what was interrupted; what fails is taken back.
 */

namespace WpImage;

/** The lock of everybody who writes WordPress's files on the volume. */
const VOLUME_LOCK = VOLUME_ROOT . '.wp-image-seed.lock';

/** Everything of an upgrade, on the volume itself: `new` is staged, `old` was replaced. */
const UPGRADE_DIRECTORY = VOLUME_ROOT . '.wp-image-upgrade/';

const UPGRADE_JOURNAL = UPGRADE_DIRECTORY . 'journal.json';

/** WordPress's own sign of maintenance. It holds a moment, not a call of time(), so it passes by itself after ten minutes. */
const MAINTENANCE_FILE = VOLUME_ROOT . '.maintenance';

final class CoreSwitch {
	/** @param array<string, int> $inodes of the staged directories and files, by their names in the root of WordPress */
	private function __construct( private readonly array $inodes ) {}

	/** The switch to what is staged: from here on it is completed, by whomever. @throws \RuntimeException */
	public static function begin(): self {
		make_directory( UPGRADE_DIRECTORY . 'old' );
		$inodes = array();
		foreach ( array_diff( scandir( UPGRADE_DIRECTORY . 'new' ), array( '.', '..' ) ) as $name ) {
			$inodes[ $name ] = fileinode( UPGRADE_DIRECTORY . "new/$name" );
			if ( is_file( VOLUME_ROOT . $name ) && ! @copy( VOLUME_ROOT . $name, UPGRADE_DIRECTORY . "old/$name" ) ) {
				throw new \RuntimeException( 'cannot copy ' . VOLUME_ROOT . $name );
			}
		}
		if ( false === @file_put_contents( UPGRADE_JOURNAL . '.new', json_encode( $inodes ) ) ) {
			throw new \RuntimeException( 'cannot write ' . UPGRADE_JOURNAL );
		}
		move( UPGRADE_JOURNAL . '.new', UPGRADE_JOURNAL );
		return new self( $inodes );
	}

	/** The switch that was interrupted; null when there is none. */
	public static function interrupted(): ?self {
		$journal = @file_get_contents( UPGRADE_JOURNAL );
		return false === $journal ? null : new self( json_decode( $journal, true ) );
	}

	/** @throws \RuntimeException when it failed; the former files are in their places then */
	public function complete(): void {
		try {
			@file_put_contents( MAINTENANCE_FILE, '<?php $upgrading = ' . time() . ";\n" );
			foreach ( array_keys( $this->inodes ) as $name ) {
				$this->put( $name );
			}
		} catch ( \RuntimeException $failure ) {
			foreach ( array_keys( $this->inodes ) as $name ) {
				$this->take_back( $name );
			}
			throw $failure;
		} finally {
			@unlink( UPGRADE_JOURNAL );
			@unlink( MAINTENANCE_FILE );
		}
	}

	private function put( string $name ): void {
		if ( $this->is_in_place( $name ) ) {
			return;
		}
		if ( is_dir( VOLUME_ROOT . $name ) ) {
			move( VOLUME_ROOT . $name, UPGRADE_DIRECTORY . "old/$name" );
		}
		move( UPGRADE_DIRECTORY . "new/$name", VOLUME_ROOT . $name );
	}

	private function take_back( string $name ): void {
		if ( $this->is_in_place( $name ) ) {
			@rename( VOLUME_ROOT . $name, UPGRADE_DIRECTORY . "new/$name" );
		}
		if ( ! file_exists( VOLUME_ROOT . $name ) ) {
			@rename( UPGRADE_DIRECTORY . "old/$name", VOLUME_ROOT . $name );
		}
	}

	private function is_in_place( string $name ): bool {
		clearstatcache();
		return @fileinode( VOLUME_ROOT . $name ) === $this->inodes[ $name ];
	}
}

/** @throws \RuntimeException */
function move( string $from, string $to ): void {
	if ( ! @rename( $from, $to ) ) {
		throw new \RuntimeException( "cannot move $from to $to: " . ( error_get_last()['message'] ?? '' ) );
	}
}

/** @throws \RuntimeException */
function make_directory( string $directory ): void {
	if ( ! is_dir( $directory ) && ! @mkdir( $directory, 0755, true ) && ! is_dir( $directory ) ) {
		throw new \RuntimeException( "cannot make $directory" );
	}
}

/**
 * Takes the lock of the volume, which is free again when its holder ends, however that comes. Where the volume is read-only
 * for us: waits until nobody writes.
 *
 * @return resource|null null when it was not free in time, or there is none
 */
function lock_volume( float $deadline ) {
	$is_writable = true;
	$lock        = @fopen( VOLUME_LOCK, 'c' );
	if ( false === $lock ) {
		$is_writable = false;
		$lock        = @fopen( VOLUME_LOCK, 'r' );
	}
	while ( false !== $lock && ! flock( $lock, ( $is_writable ? LOCK_EX : LOCK_SH ) | LOCK_NB ) ) {
		if ( microtime( true ) >= $deadline ) {
			return null;
		}
		usleep( 100_000 );
	}
	return $lock ?: null;
}
