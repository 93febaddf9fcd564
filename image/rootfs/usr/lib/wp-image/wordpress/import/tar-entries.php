<?php
/**
 * Entries of a tar archive: ustar and its predecessor, GNU's long names and sizes, pax headers (POSIX.1-2008, "pax").
 */

namespace WpImage;

require_once __DIR__ . '/archive-entry.php';
require_once __DIR__ . '/sent-archives.php';

final class TarEntries {
	const BLOCK = 512;

	/** Bytes of a long name or of pax headers, more than any tool writes. */
	const LONGEST_HEADER = 1 << 20;

	/** Bytes of the current entry that nobody has read. */
	private int $left = 0;

	/** Bytes behind them up to the next block. */
	private int $padding = 0;

	public function __construct( private readonly SentArchive $archive ) {}

	/**
	 * @return \Generator<ArchiveEntry>
	 * @throws \RuntimeException where the archive is none, or cut off
	 */
	public function all(): \Generator {
		$next = array();
		$all  = array();
		while ( true ) {
			$this->archive->skip( $this->left + $this->padding );
			$block = $this->archive->read( self::BLOCK );
			if ( '' === $block || ! isset( $block[ self::BLOCK - 1 ] ) ) {
				throw new \RuntimeException( "{$this->archive->name} is cut off after {$this->archive->read} bytes" );
			}
			if ( "\0" === $block[0] && '' === trim( $block, "\0" ) ) {
				return;
			}
			$head          = $this->head( $block );
			$size          = (int) ( $next['size'] ?? $all['size'] ?? $head['size'] );
			$this->left    = in_array( $head['type'], array( '1', '2', '3', '4', '5', '6' ), true ) ? 0 : $size;
			$this->padding = -$this->left & ( self::BLOCK - 1 );
			switch ( $head['type'] ) {
				case 'L':
					$next['path'] = rtrim( $this->long(), "\0" );
					continue 2;
				case 'K':
					$next['linkpath'] = rtrim( $this->long(), "\0" );
					continue 2;
				case 'x':
					$next = array( ...$next, ...self::pax( $this->long() ) );
					continue 2;
				case 'g':
					$all = array( ...$all, ...self::pax( $this->long() ) );
					continue 2;
			}
			$said = array( ...$head, ...$all, ...$next );
			$next = array();
			$kind = match ( $head['type'] ) {
				'0', "\0", '7' => str_ends_with( $said['path'], '/' ) ? EntryKind::Directory : EntryKind::File,
				'1'     => EntryKind::Same,
				'2'     => EntryKind::Link,
				'5'     => EntryKind::Directory,
				'3', '4', '6', 'S' => EntryKind::Device,
				default => null,
			};
			if ( null !== $kind ) {
				yield new ArchiveEntry( $said['path'], $kind, (int) ( $said['mtime'] ?? $head['time'] ), $said['linkpath'], $this->content( ... ) );
			}
		}
	}

	/**
	 * @return array{path: string, linkpath: string, size: int, time: int, type: string}
	 * @throws \RuntimeException
	 */
	private function head( string $block ): array {
		$sum = array_sum( unpack( 'C*', substr_replace( $block, '        ', 148, 8 ) ) );
		if ( self::number( substr( $block, 148, 8 ) ) !== $sum ) {
			throw new \RuntimeException( "{$this->archive->name} is damaged: at byte " . ( $this->archive->read - self::BLOCK ) . ' there is no entry of a tar archive' );
		}
		$field  = static fn ( int $at, int $length ): string => strstr( substr( $block, $at, $length ) . "\0", "\0", true );
		$prefix = "ustar\0" === substr( $block, 257, 6 ) ? $field( 345, 155 ) : '';
		return array(
			'path'     => '' === $prefix ? $field( 0, 100 ) : "$prefix/" . $field( 0, 100 ),
			'linkpath' => $field( 157, 100 ),
			'size'     => self::number( substr( $block, 124, 12 ) ),
			'time'     => self::number( substr( $block, 136, 12 ) ),
			'type'     => $block[156],
		);
	}

	/** Octal digits, or base 256 where they have too little room (GNU). */
	private static function number( string $field ): int {
		if ( ord( $field[0] ) < 128 ) {
			return (int) octdec( trim( $field, " \0" ) );
		}
		$number = ord( $field[0] ) & 127;
		foreach ( str_split( substr( $field, 1 ) ) as $byte ) {
			$number = ( $number << 8 | ord( $byte ) ) & PHP_INT_MAX;
		}
		return $number;
	}

	/** @throws \RuntimeException */
	private function long(): string {
		if ( $this->left > self::LONGEST_HEADER ) {
			throw new \RuntimeException( "{$this->archive->name} has a name of {$this->left} bytes" );
		}
		$text = '';
		while ( '' !== ( $bytes = $this->content( self::LONGEST_HEADER ) ) ) {
			$text .= $bytes;
		}
		return $text;
	}

	/** Records "LENGTH KEY=VALUE\n". @return array<string, string> */
	private static function pax( string $text ): array {
		$values = array();
		for ( $at = 0; preg_match( '/\G(\d+) ([^=]+)=/', $text, $match, 0, $at ) && $match[1] > 0; $at += (int) $match[1] ) {
			$from                 = $at + strlen( $match[0] );
			$values[ $match[2] ] = substr( $text, $from, $at + (int) $match[1] - 1 - $from );
		}
		return $values;
	}

	/** @throws \RuntimeException */
	private function content( int $length ): string {
		$bytes       = $this->archive->read( min( $length, $this->left ) );
		$this->left -= strlen( $bytes );
		if ( '' === $bytes && $this->left > 0 ) {
			throw new \RuntimeException( "{$this->archive->name} is cut off after {$this->archive->read} bytes" );
		}
		return $bytes;
	}
}
