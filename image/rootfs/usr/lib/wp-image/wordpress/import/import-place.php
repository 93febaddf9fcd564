<?php
/**
 * Where the files of an import are laid down: on the volume of what they come in place of, out of reach of visitors (nginx serves no
 * name that begins with a dot).
 */

namespace WpImage;

require_once __DIR__ . '/files-switch.php';

final readonly class ImportPlace {
	const FOLDER = '.wp-image-import';

	/** @param string $content the content folder that is served, without a slash at its end */
	private function __construct( public string $content, public string $stage, public bool $has_code ) {}

	/** @throws \RuntimeException where there is no content folder */
	public static function of_this_site(): self {
		$has_code = 'immutable' !== setting( 'WP_CONTENT_MODE', 'mutable' );
		$content  = ( $has_code ? web_root() : VOLUME_ROOT ) . 'wp-content';
		if ( ! is_dir( $content ) ) {
			throw new \RuntimeException( "there is no folder $content" );
		}
		return new self( $content, ( $has_code ? $content : "$content/uploads" ) . '/' . self::FOLDER, $has_code );
	}

	/** An empty place for an import; what a killed one left is taken back and removed. @throws \RuntimeException when the volume cannot be written */
	public function begin(): void {
		$this->recover();
		$this->clear();
		if ( ! @mkdir( "{$this->stage}/content", 0755, true ) ) {
			throw new \RuntimeException( dirname( $this->stage ) . ' cannot be written: ' . preg_replace( '/^.*: /', '', error_get_last()['message'] ?? '' ) );
		}
	}

	public function recover(): bool {
		return $this->switch()->recover();
	}

	public function switch(): FilesSwitch {
		return new FilesSwitch( $this->stage, $this->content );
	}

	/** Says that all is laid down. @param array<string, mixed> $found what the archives say of the site */
	public function finish( string $import, array $found ): void {
		file_put_contents( "{$this->stage}/ready", json_encode( array( 'import' => $import, ...$found ) ) );
	}

	/** What the archives say of the site, once all is laid down. @return array<string, mixed>|null */
	public function finished( string $import ): ?array {
		$ready = json_decode( (string) @file_get_contents( "{$this->stage}/ready" ), true );
		return ( $ready['import'] ?? null ) === $import ? $ready : null;
	}

	/** Whether files of any import are laid down. */
	public function is_finished(): bool {
		return is_file( "{$this->stage}/ready" );
	}

	public function has_begun(): bool {
		return is_dir( $this->stage );
	}

	/** Code that was laid down for site/ waits until it is asked for. */
	public function clear_but_code(): void {
		if ( 2 === count( @scandir( "{$this->stage}/code" ) ?: array( '.', '..' ) ) ) {
			$this->clear();
			return;
		}
		exec( 'rm -rf ' . escapeshellarg( "{$this->stage}/content" ) . ' ' . escapeshellarg( "{$this->stage}/former" ) );
	}

	/** Code that was asked for is not needed any more. */
	public function forget_code(): void {
		exec( 'rm -rf ' . escapeshellarg( "{$this->stage}/code" ) );
		is_dir( "{$this->stage}/content" ) || $this->clear();
	}

	public function clear(): void {
		exec( 'rm -rf ' . escapeshellarg( $this->stage ) );
	}
}
