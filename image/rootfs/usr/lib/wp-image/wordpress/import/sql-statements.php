<?php
/**
 * The statements of an SQL dump, read as the command line clients of MySQL and MariaDB read them: quotes, comments and
 * DELIMITER lines. One statement at a time is in memory.
 */

namespace WpImage;

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

	/** The comment that the dump begins with, and the one that it ends with: they name the tool, and whether it came to its end. */
	public string $first_comment = '';
	public string $last_comment  = '';

	/** Whether END was there. */
	public bool $is_whole = false;

	/** @param resource $stream */
	public function __construct( private $stream ) {}

	public function line(): int {
		return $this->line;
	}

	/**
	 * Statements without their delimiter, and without the comments before them.
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
			$end = $this->end_of_statement();
			yield substr( $this->buffer, $this->at, $end - $this->at );
			$this->skip_to( $end + strlen( $this->delimiter ) );
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
				$this->note( substr( $this->buffer, $this->at, min( $end - $this->at, 200 ) ) );
				$this->skip_to( $end );
			} elseif ( str_starts_with( $next, '/*' ) && '!' !== ( $next[2] ?? '' ) ) {
				$this->skip_to( $this->after( '*/', $this->at + 2 ) );
			} elseif ( str_starts_with( $next, $this->delimiter ) ) {
				$this->skip_to( $this->at + strlen( $this->delimiter ) );
			} elseif ( 0 === strspn( $next, " \t\r\n" ) ) {
				return true;
			}
		}
	}

	private function note( string $comment ): void {
		$text = trim( $comment, "-# \t\r\n" );
		if ( self::END === $text ) {
			$this->is_whole = true;
		} elseif ( '' !== $text ) {
			$this->first_comment = $this->first_comment ?: $text;
			$this->last_comment  = $text;
		}
	}

	/** Where the delimiter is that ends the statement at $at. */
	private function end_of_statement(): int {
		$marks = '\'"`#-/' . $this->delimiter[0];
		$at    = $this->at;
		while ( true ) {
			$at += strcspn( $this->buffer, $marks, $at );
			if ( ! $this->has( $at + 3 ) && $at >= strlen( $this->buffer ) ) {
				throw new \RuntimeException( "the dump is cut off: it ends within the statement that begins in line {$this->line}" );
			}
			if ( substr( $this->buffer, $at, strlen( $this->delimiter ) ) === $this->delimiter ) {
				return $at;
			}
			$at = match ( $this->buffer[ $at ] ) {
				"'", '"', '`' => $this->after_quoted( $at ),
				'#'           => $this->after( "\n", $at ),
				'-'           => preg_match( '/\G--\s/', $this->buffer, $match, 0, $at ) ? $this->after( "\n", $at ) : $at + 1,
				'/'           => preg_match( '#\G/\*[^!]#', $this->buffer, $match, 0, $at ) ? $this->after( '*/', $at + 2 ) : $at + 1,
				default       => $at + 1,
			};
		}
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
			$chunk         = (string) fread( $this->stream, self::CHUNK );
			$this->ended   = '' === $chunk && feof( $this->stream );
			$this->buffer .= $chunk;
		}
		return strlen( $this->buffer ) >= $length;
	}
}
