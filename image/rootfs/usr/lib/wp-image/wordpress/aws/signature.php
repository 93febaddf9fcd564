<?php
/**
 * AWS's signature of a request, version 4 (IAM user guide, "Create a signed AWS API request").
 */

namespace WpImage;

/** A request to one of AWS's services. The path and the query are as they go over the wire. */
final readonly class AwsRequest {
	/** @param array<string, string> $headers by lowercase name, `host` among them */
	public function __construct(
		public string $service,
		public string $region,
		public string $method,
		public string $path,
		public string $query,
		public array $headers,
		public string $body
	) {
	}

	/**
	 * The headers with those that prove who sends them.
	 *
	 * @param array{AccessKeyId: string, SecretAccessKey: string, Token?: string} $credentials
	 * @return array<string, string>
	 */
	public function signed( array $credentials, int $time ): array {
		$moment  = gmdate( 'Ymd\THis\Z', $time );
		$headers = array( ...$this->headers, 'x-amz-date' => $moment );
		if ( isset( $credentials['Token'] ) ) {
			$headers['x-amz-security-token'] = $credentials['Token'];
		}
		ksort( $headers );
		$names = implode( ';', array_keys( $headers ) );

		$headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=' . $credentials['AccessKeyId'] . '/' . $this->scope( $moment )
			. ", SignedHeaders=$names, Signature=" . $this->signature( $credentials, $moment, $this->query, $headers );
		return $headers;
	}

	/**
	 * The query with those parameters that prove who sends it, for who gets no headers.
	 *
	 * @param array{AccessKeyId: string, SecretAccessKey: string, Token?: string} $credentials
	 * @param int $lifetime seconds for which the proof holds
	 */
	public function presigned( array $credentials, int $time, int $lifetime ): string {
		$moment  = gmdate( 'Ymd\THis\Z', $time );
		$headers = $this->headers;
		ksort( $headers );
		$proof = array(
			'X-Amz-Algorithm'      => 'AWS4-HMAC-SHA256',
			'X-Amz-Credential'     => $credentials['AccessKeyId'] . '/' . $this->scope( $moment ),
			'X-Amz-Date'           => $moment,
			'X-Amz-Expires'        => $lifetime,
			'X-Amz-Security-Token' => $credentials['Token'] ?? null,
			'X-Amz-SignedHeaders'  => implode( ';', array_keys( $headers ) ),
		);
		$parts = array_filter( array( ...explode( '&', $this->query ), ...explode( '&', http_build_query( $proof, '', '&', PHP_QUERY_RFC3986 ) ) ), 'strlen' );
		sort( $parts, SORT_STRING );
		$query = implode( '&', $parts );
		return "$query&X-Amz-Signature=" . $this->signature( $credentials, $moment, $query, $headers );
	}

	private function scope( string $moment ): string {
		return implode( '/', array( substr( $moment, 0, 8 ), $this->region, $this->service, 'aws4_request' ) );
	}

	/** @param array<string, string> $headers by lowercase name, in order */
	private function signature( array $credentials, string $moment, string $query, array $headers ): string {
		$scope     = $this->scope( $moment );
		$lines     = array_map( static fn ( $name, $value ): string => $name . ':' . trim( $value ) . "\n", array_keys( $headers ), $headers );
		$canonical = implode( "\n", array( $this->method, $this->path, $query, implode( '', $lines ), implode( ';', array_keys( $headers ) ), hash( 'sha256', $this->body ) ) );
		$to_sign   = implode( "\n", array( 'AWS4-HMAC-SHA256', $moment, $scope, hash( 'sha256', $canonical ) ) );
		$key       = array_reduce(
			explode( '/', $scope ),
			static fn ( string $key, string $part ): string => hash_hmac( 'sha256', $part, $key, true ),
			'AWS4' . $credentials['SecretAccessKey']
		);
		return hash_hmac( 'sha256', $to_sign, $key );
	}
}
