<?php
/**
 * Tells CloudFront to forget its pages.
 */

namespace WpImage;

require_once __DIR__ . '/settings.php';
require_once __DIR__ . '/aws/client.php';

/**
 * All pages of a site: a post shows on its own page, in lists, in feeds and in sidebars, and one wildcard is one path to AWS.
 *
 * @param string[] $paths with a wildcard each
 * @throws AwsFailure
 */
function purge_cdn( array $paths ): void {
	$id    = distribution_id();
	$items = implode( '', array_map( static fn ( string $path ): string => '<Path>' . htmlspecialchars( $path, ENT_XML1 ) . '</Path>', $paths ) );
	$body  = '<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>' . count( $paths )
		. "</Quantity><Items>$items</Items></Paths><CallerReference>" . bin2hex( random_bytes( 16 ) ) . '</CallerReference></InvalidationBatch>';
	aws_call( 'cloudfront', 'us-east-1', 'cloudfront.amazonaws.com', 'POST', "/2020-05-31/distribution/$id/invalidation", array( 'content-type' => 'application/xml' ), $body );
}

/**
 * Id of the distribution, which is made after the service: it stands in a parameter of Systems Manager.
 *
 * @throws AwsFailure
 */
function distribution_id(): string {
	$arn    = setting( 'WP_CDN_PARAMETER' );
	$region = explode( ':', $arn )[3];
	$answer = aws_call(
		'ssm',
		$region,
		"ssm.$region.amazonaws.com",
		'POST',
		'/',
		array( 'content-type' => 'application/x-amz-json-1.1', 'x-amz-target' => 'AmazonSSM.GetParameter' ),
		(string) json_encode( array( 'Name' => $arn ) )
	);
	$id     = json_decode( $answer, true )['Parameter']['Value'] ?? '';
	return 1 === preg_match( '/^[A-Z0-9]{6,32}$/D', $id ) ? $id : throw new AwsFailure( "$arn holds no id of a distribution" );
}
