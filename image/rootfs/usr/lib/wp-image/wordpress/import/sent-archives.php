<?php
/**
 * Archives on one stream, as the project's commands send them: a line of JSON for each ({"name", "kind", "packed"}), then its bytes
 * in chunks that begin with their length (4 bytes, big-endian), a chunk of length 0, and behind the last archive the line "end".
 * Whoever reads knows so that nothing is missing, whatever the format of the archive says of its own end.
 */

namespace WpImage;

/** One archive: its bytes are read once, in order. */
final class SentArchive {
	/** A chunk; handed out up to $at. */
	private string $buffer = '';
	private int $at        = 0;

	private bool $ended = false;

	/** Bytes that were read. */
	public int $read = 0;

	/**
	 * @param resource $stream
	 * @param string   $kind   tar or zip
	 * @param int      $packed bytes of the file that it comes from
	 */
	public function __construct( private $stream, public readonly string $name, public readonly string $kind, public readonly int $packed ) {}

	/**
	 * Exactly so many bytes; fewer at the end of the archive.
	 *
	 * @throws \RuntimeException
	 */
	public function read( int $length ): string {
		$bytes = substr( $this->buffer, $this->at, $length );
		$this->at += strlen( $bytes );
		while ( strlen( $bytes ) < $length && $this->next_chunk() ) {
			$this->at = min( strlen( $this->buffer ), $length - strlen( $bytes ) );
			$bytes   .= substr( $this->buffer, 0, $this->at );
		}
		$this->read += strlen( $bytes );
		return $bytes;
	}

	/** @throws \RuntimeException */
	public function skip( int $length ): void {
		while ( $length > 0 ) {
			$bytes = $this->read( min( $length, 1 << 20 ) );
			if ( '' === $bytes ) {
				return;
			}
			$length -= strlen( $bytes );
		}
	}

	/** Reads what is left, so that the next archive may come. @throws \RuntimeException */
	public function finish(): void {
		do {
			$this->read += strlen( $this->buffer ) - $this->at;
			$this->at    = strlen( $this->buffer );
		} while ( $this->next_chunk() );
	}

	private function next_chunk(): bool {
		if ( $this->ended ) {
			return false;
		}
		$length = unpack( 'N', SentArchives::exactly( $this->stream, 4 ) )[1];

		$this->ended  = 0 === $length;
		$this->buffer = SentArchives::exactly( $this->stream, $length );
		$this->at     = 0;
		return ! $this->ended;
	}
}

final class SentArchives {
	/** @param resource $stream */
	public function __construct( private $stream ) {}

	/**
	 * @return \Generator<SentArchive>
	 * @throws \RuntimeException where the stream ends before its end
	 */
	public function all(): \Generator {
		while ( true ) {
			$line = (string) fgets( $this->stream );
			if ( "end\n" === $line ) {
				return;
			}
			$head = json_decode( $line, true );
			if ( ! isset( $head['name'], $head['kind'], $head['packed'] ) ) {
				throw new \RuntimeException( 'the files did not arrive whole' );
			}
			$archive = new SentArchive( $this->stream, $head['name'], $head['kind'], (int) $head['packed'] );
			yield $archive;
			$archive->finish();
		}
	}

	/** @param resource $stream @throws \RuntimeException */
	public static function exactly( $stream, int $length ): string {
		$bytes = 0 === $length ? '' : (string) stream_get_contents( $stream, $length );
		if ( strlen( $bytes ) !== $length ) {
			throw new \RuntimeException( 'the files did not arrive whole' );
		}
		return $bytes;
	}
}
