<?php
/**
 * The changed groups that this container knows of, in a file with a line for each, which one process has at a time.
 */

namespace WpImage;

final class StaleList {
	/** Seconds to wait for another process. */
	const LOCK_SECONDS = 3;

	/** @param resource $file */
	private function __construct( private $file ) {}

	/** The list, for whoever closes it; null when somebody has it for too long. */
	public static function open( string $path ): ?self {
		$file = @fopen( $path, 'c+' );
		for ( $end = hrtime( true ) + self::LOCK_SECONDS * 1e9; $file && hrtime( true ) < $end; usleep( 20_000 ) ) {
			if ( flock( $file, LOCK_EX | LOCK_NB ) ) {
				return new self( $file );
			}
		}
		return null;
	}

	/** @return string[] */
	public function groups(): array {
		rewind( $this->file );
		return array_values( array_unique( array_filter( explode( "\n", (string) stream_get_contents( $this->file ) ), 'strlen' ) ) );
	}

	/** @param string[] $groups */
	public function add( array $groups ): void {
		fseek( $this->file, 0, SEEK_END );
		fwrite( $this->file, implode( '', array_map( static fn ( string $group ): string => "$group\n", $groups ) ) );
	}

	public function clear(): void {
		ftruncate( $this->file, 0 );
	}

	public function close(): void {
		fclose( $this->file );
	}
}
