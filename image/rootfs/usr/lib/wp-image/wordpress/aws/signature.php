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
		$names     = implode( ';', array_keys( $headers ) );
		$scope     = array( substr( $moment, 0, 8 ), $this->region, $this->service, 'aws4_request' );
		$lines     = array_map( static fn ( $name, $value ): string => $name . ':' . trim( $value ) . "\n", array_keys( $headers ), $headers );
		$canonical = implode( "\n", array( $this->method, $this->path, $this->query, implode( '', $lines ), $names, hash( 'sha256', $this->body ) ) );
		$to_sign   = implode( "\n", array( 'AWS4-HMAC-SHA256', $moment, implode( '/', $scope ), hash( 'sha256', $canonical ) ) );
		$key       = array_reduce(
			$scope,
			static fn ( string $key, string $part ): string => hash_hmac( 'sha256', $part, $key, true ),
			'AWS4' . $credentials['SecretAccessKey']
		);

		$headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=' . $credentials['AccessKeyId'] . '/' . implode( '/', $scope )
			. ", SignedHeaders=$names, Signature=" . hash_hmac( 'sha256', $to_sign, $key );
		return $headers;
	}
}
