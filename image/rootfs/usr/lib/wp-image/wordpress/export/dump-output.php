<?php
/**
 * Where a dump is written: standard output, or a gzip-packed object of S3.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/aws/upload.php';

final class DumpOutput {
	private ?Upload $upload = null;
	private ?\DeflateContext $gzip = null;

	/** @param string $address of an object of S3; empty for standard output @throws AwsFailure */
	public function __construct( string $address ) {
		if ( '' !== $address ) {
			$this->upload = new Upload( $address );
			$this->gzip   = deflate_init( ZLIB_ENCODING_GZIP, array( 'level' => 6 ) );
		}
	}

	/** @throws AwsFailure when S3 or whoever reads does not take it */
	public function write( string $text ): void {
		if ( null !== $this->upload ) {
			$this->upload->write( (string) deflate_add( $this->gzip, $text, ZLIB_NO_FLUSH ) );
			return;
		}
		if ( strlen( $text ) !== fwrite( STDOUT, $text ) ) {
			throw new AwsFailure( 'nobody reads what is written' );
		}
	}

	/** The object is there when this returns, and not before. @throws AwsFailure */
	public function close(): void {
		$this->upload?->write( (string) deflate_add( $this->gzip, '', ZLIB_FINISH ) );
		$this->upload?->finish();
	}
}
