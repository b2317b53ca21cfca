using System.Security.Cryptography;
using Huitang.Identity.Access;
using SkiaSharp;

namespace Huitang.Identity.Features.Users;

/// <summary>Gives somebody a picture. What is kept is drawn anew from the pixels: nothing else of the file survives, neither place nor camera.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.avatar")]
internal sealed record SetAvatar(UserId User, byte[] File) : IUseCase<string>;

internal sealed class SetAvatarHandler(AppDb db, UserToChange find, AuditNotes notes) : IHandler<SetAvatar, string>
{
    public async Task<Result<string>> HandleAsync(SetAvatar order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct, self: true);
        if (found.Value is not { } user) return found.Error!;
        if (Picture.Square(order.File) is not { } image) return IdentityErrors.BadPicture.With("5");
        var row = await db.Avatars.SingleOrDefaultAsync(a => a.UserId == user.Id, ct);
        if (row is null) db.Avatars.Add(new AvatarRow { UserId = user.Id, Image = image });
        else row.Image = image;
        var tag = Convert.ToHexStringLower(SHA256.HashData(image)[..8]);
        notes.Changed("avatar", user.AvatarTag, tag);
        user.AvatarTag = tag;
        user.Version++;
        var saved = await Account.Save.DoAsync(db, ct);
        return saved.Error is { } error ? error : tag;
    }
}

/// <summary>Takes somebody's picture away.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.remove_avatar")]
internal sealed record RemoveAvatar(UserId User) : IUseCase<Unit>;

internal sealed class RemoveAvatarHandler(AppDb db, UserToChange find, AuditNotes notes) : IHandler<RemoveAvatar, Unit>
{
    public async Task<Result<Unit>> HandleAsync(RemoveAvatar order, Actor actor, CancellationToken ct)
    {
        var found = await find.Async(order.User, actor, ct, self: true);
        if (found.Value is not { } user) return found.Error!;
        notes.Changed("avatar", user.AvatarTag, null);
        user.AvatarTag = null;
        user.Version++;
        if (await db.Avatars.SingleOrDefaultAsync(a => a.UserId == user.Id, ct) is { } row) db.Remove(row);
        return await Account.Save.DoAsync(db, ct);
    }
}

/// <summary>Somebody's picture, for everybody of the enterprise.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record GetAvatar(UserId User, string Tag) : IUseCase<byte[]>;

internal sealed class GetAvatarHandler(AppDb db) : IHandler<GetAvatar, byte[]>
{
    public async Task<Result<byte[]>> HandleAsync(GetAvatar order, Actor actor, CancellationToken ct)
    {
        var image = await (from a in db.Avatars join u in db.Users on a.UserId equals u.Id where u.Id == order.User && u.AvatarTag == order.Tag && u.Status != UserStatus.Cancelled select a.Image).SingleOrDefaultAsync(ct);
        return image is null ? CommonErrors.NotFound : image;
    }
}

/// <summary>Pictures of people.</summary>
internal static class Picture
{
    /// <summary>Largest file, in bytes.</summary>
    public const int Limit = 5 * 1024 * 1024;

    private const int Edge = 256;
    private const long PixelLimit = 40_000_000;

    /// <summary>The middle of the picture as a WebP of 256×256; null when it is none, too large, or not of a kind people use.</summary>
    public static byte[]? Square(byte[] file)
    {
        if (file.Length is 0 or > Limit) return null;
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        // The size is read before the pixels: a small file can promise gigabytes of them.
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif)) return null;
        var info = codec.Info;
        if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > PixelLimit) return null;
        using var decoded = new SKBitmap(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput)) return null;
        using var surface = SKSurface.Create(new SKImageInfo(Edge, Edge, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        Turn(canvas, codec.EncodedOrigin);
        var side = Math.Min(info.Width, info.Height);
        var middle = SKRect.Create((info.Width - side) / 2f, (info.Height - side) / 2f, side, side);
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(image, middle, SKRect.Create(Edge, Edge), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Webp, 85);
        return encoded?.ToArray();
    }

    // Cameras note how they were held; since that note is dropped, the picture itself is turned.
    private static void Turn(SKCanvas canvas, SKEncodedOrigin origin)
    {
        var degrees = origin switch
        {
            SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft => 180,
            SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom => 90,
            SKEncodedOrigin.LeftBottom or SKEncodedOrigin.LeftTop => 270,
            _ => 0,
        };
        canvas.RotateDegrees(degrees, Edge / 2f, Edge / 2f);
        if (origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightBottom) canvas.Scale(-1, 1, Edge / 2f, Edge / 2f);
    }
}
