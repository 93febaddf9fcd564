<?php
/**
 * The statements of an SQL dump, read as the command line clients of MySQL and MariaDB read them: quotes, comments and
 * DELIMITER lines. One statement at a time is in memory.
 */

namespace WpImage;

require_once __DIR__ . '/import-stop.php';

final class SqlStatements {
	/** The comment that whoever sends a dump puts behind it, so that one that does not arrive whole is known. */
	const END = 'wp-image: end of the dump';

	/** Bytes that are read at once. */
	const CHUNK = 1 << 20;

	/** What was read; handed out up to $at. */
	private string $buffer = '';
	private int $at        = 0;

	private string $delimiter = ';';

	/** The line that $at is in, for messages. */
	private int $line = 1;

	private bool $ended = false;

	/** Bytes of rows in one INSERT, from which on they are handed out in pieces: no server takes statements of any length. */
	const PIECE = 4 << 20;

	/** Bytes of a statement, or of one row, that no server here takes; what is longer is no dump. RDS's max_allowed_packet is 64 MiB. */
	const LONGEST = 128 << 20;

	/** An INSERT up to its first row. */
	const ROWS = '/\G(?:INSERT|REPLACE)\b[^;\'"()]*(?:\([^;\'"()]*\)\s*)?\bVALUES?\s*(?=\()/i';

	/** Whether a dump has begun whose tool writes a last line, and has not come to it. */
	private bool $lacks_its_end = false;

	/** The tool of the last dump that began. */
	private string $tool = '';

	/** Whether END was there. */
	public bool $is_whole = false;

	/** @param resource $stream */
	public function __construct( private $stream ) {}

	/** Whether all was read. */
	public function has_ended(): bool {
		return $this->ended;
	}

	public function line(): int {
		return $this->line;
	}

	/** Whether the line is missing by which a tool says that it came to its end. */
	public function lacks_its_end(): bool {
		return $this->lacks_its_end;
	}

	/**
	 * Statements without their delimiter, and without the comments before them. One with very many rows comes as several.
	 *
	 * @return \Generator<string>
	 * @throws \RuntimeException where the text ends within a statement
	 */
	public function all(): \Generator {
		while ( $this->skip_to_statement() ) {
			$this->has( $this->at + 200 );
			if ( preg_match( '/\GDELIMITER[ \t]+(\S+)[^\n]*/i', $this->buffer, $match, 0, $this->at ) ) {
				$this->delimiter = $match[1];
				$this->skip_to( $this->at + strlen( $match[0] ) );
				continue;
			}
			yield from $this->statement();
		}
	}

	/** Passes over spaces and comments; false at the end of the dump. */
	private function skip_to_statement(): bool {
		while ( true ) {
			$this->skip_to( $this->at + strspn( $this->buffer, " \t\r\n\u{FEFF}", $this->at ) );
			$this->forget();
			$this->has( $this->at + 3 );
			$next = substr( $this->buffer, $this->at, 3 );
			if ( '' === $next ) {
				return false;
			}
			if ( '#' === $next[0] || preg_match( '/^--(\s|$)/', $next ) ) {
				$end = $this->after( "\n", $this->at );
				$comment = substr( $this->buffer, $this->at, min( $end - $this->at, 200 ) );
				$this->note( $comment );
				$this->skip_to( $end );
				// mydumper --stream: a line with name and bytes before each file, of which one is no SQL.
				if ( preg_match( '/^-- metadata(?:\.\S+)? (\d{1,9})\s*$/D', $comment, $match ) ) {
					$this->has( $end + (int) $match[1] );
					$this->skip_to( $end + (int) $match[1] );
				}
			} elseif ( str_starts_with( $next, '/*' ) && '!' !== ( $next[2] ?? '' ) ) {
				$this->skip_to( $this->after( '*/', $this->at + 2 ) );
			} elseif ( str_starts_with( $next, $this->delimiter ) ) {
				$this->skip_to( $this->at + strlen( $this->delimiter ) );
			} elseif ( 0 === strspn( $next, " \t\r\n\u{FEFF}" ) ) {
				return true;
			}
		}
	}

	private function note( string $comment ): void {
		$text = trim( $comment, "-# \t\r\n" );
		if ( preg_match( '/^(?:(MySQL|MariaDB) dump|(Adminer) .* dump$)/i', $text, $match ) ) {
			$this->tool          = $match[2] ?? $match[1];
			$this->lacks_its_end = true;
		} elseif ( preg_match( '/^Dump completed/i', $text ) || ( 'Adminer' === $this->tool && preg_match( '/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d( UTC)?$/', $text ) ) ) {
			$this->lacks_its_end = false;
		}
	}

	/** The statement at $at, up to its delimiter. @return \Generator<string> */
	private function statement(): \Generator {
		$this->has( $this->at + 1000 );
		$rows  = preg_match( self::ROWS, $this->buffer, $match, 0, $this->at ) ? $match[0] : null;
		$lead  = '';
		$depth = 0;
		$marks = '\'"`#-/' . $this->delimiter[0] . ( null === $rows ? '' : '()' );
		$at    = $this->at;
		while ( true ) {
			$at += strcspn( $this->buffer, $marks, $at );
			if ( ! $this->has( $at + 3 ) && $at >= strlen( $this->buffer ) ) {
				throw new \RuntimeException( "the dump is cut off: it ends within the statement that begins in line {$this->line}" );
			}
			if ( substr( $this->buffer, $at, strlen( $this->delimiter ) ) === $this->delimiter ) {
				yield $lead . substr( $this->buffer, $this->at, $at - $this->at );
				$this->skip_to( $at + strlen( $this->delimiter ) );
				return;
			}
			$mark = $this->buffer[ $at ];
			if ( '(' === $mark || ')' === $mark ) {
				$depth += '(' === $mark ? 1 : -1;
				++$at;
				if ( 0 === $depth && $at - $this->at > self::PIECE && $this->is_before_row( $at ) ) {
					yield $lead . substr( $this->buffer, $this->at, $at - $this->at );
					$this->skip_to( strpos( $this->buffer, ',', $at ) + 1 );
					$this->forget();
					$lead = $rows;
					$at   = $this->at;
				}
				continue;
			}
			$at = match ( $mark ) {
				"'", '"', '`' => $this->after_quoted( $at ),
				'#'           => $this->after( "\n", $at ),
				'-'           => preg_match( '/\G--\s/', $this->buffer, $match, 0, $at ) ? $this->after( "\n", $at ) : $at + 1,
				'/'           => preg_match( '#\G/\*[^!]#', $this->buffer, $match, 0, $at ) ? $this->after( '*/', $at + 2 ) : $at + 1,
				default       => $at + 1,
			};
		}
	}

	private function is_before_row( int $at ): bool {
		$this->has( $at + 200 );
		return 1 === preg_match( '/\G\s*,\s*\(/', $this->buffer, $match, 0, $at );
	}

	private function after_quoted( int $at ): int {
		$quote = $this->buffer[ $at ];
		$marks = '`' === $quote ? '`' : "\\$quote";
		++$at;
		while ( true ) {
			$at += strcspn( $this->buffer, $marks, $at );
			if ( $at >= strlen( $this->buffer ) ) {
				if ( ! $this->has( $at + 1 ) ) {
					return $at;
				}
				continue;
			}
			// A doubled quote begins a string of its own, which does no harm.
			if ( '\\' !== $this->buffer[ $at ] ) {
				return $at + 1;
			}
			$this->has( $at + 2 );
			$at += 2;
		}
	}

	/** The place behind a text, or the end of the dump. */
	private function after( string $text, int $from ): int {
		while ( true ) {
			$found = $from <= strlen( $this->buffer ) ? strpos( $this->buffer, $text, $from ) : false;
			if ( false !== $found ) {
				return $found + strlen( $text );
			}
			$from = max( $from, strlen( $this->buffer ) - strlen( $text ) + 1 );
			if ( ! $this->has( strlen( $this->buffer ) + 1 ) ) {
				return strlen( $this->buffer );
			}
		}
	}

	private function skip_to( int $at ): void {
		$at           = min( $at, strlen( $this->buffer ) );
		$this->line  += substr_count( $this->buffer, "\n", $this->at, $at - $this->at );
		$this->at     = $at;
	}

	/** Lets go of what was handed out, once it is much. */
	private function forget(): void {
		if ( $this->at >= self::CHUNK ) {
			$this->buffer = substr( $this->buffer, $this->at );
			$this->at     = 0;
		}
	}

	/** Reads until the buffer has so many bytes; false when there are no more. */
	private function has( int $length ): bool {
		while ( strlen( $this->buffer ) < $length && ! $this->ended ) {
			ImportStop::check();
			if ( strlen( $this->buffer ) - $this->at > self::LONGEST ) {
				throw new \RuntimeException(
					sprintf( 'the statement that begins in line %d is longer than %d MiB, which no server takes; is it a dump?', $this->line, self::LONGEST >> 20 )
				);
			}
			$chunk         = (string) fread( $this->stream, self::CHUNK );
			$this->ended   = '' === $chunk && feof( $this->stream );
			$this->buffer .= $chunk;
			// Whoever sends it may keep the stream open behind that line, which a dump that is cut off has within a statement.
			if ( str_ends_with( $this->buffer, self::END . "\n" ) ) {
				$this->is_whole = true;
				$this->ended    = true;
			}
		}
		return strlen( $this->buffer ) >= $length;
	}
}
