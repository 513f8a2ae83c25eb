# syntax=docker/dockerfile:1
# The host. Build with: docker build -t smartcard .
# Three stages: what npm brings, the program, and an image without a shell, a package manager or root.

FROM node:22-slim AS assets
WORKDIR /source
COPY bot/webchat/fetch-webchat.mjs bot/webchat/
COPY src/Smartcard.Designer/Studio/fetch-studio.mjs src/Smartcard.Designer/Studio/
COPY src/Smartcard.Look/Assets/.npmrc src/Smartcard.Look/Assets/fetch-styles.mjs src/Smartcard.Look/Assets/package*.json src/Smartcard.Look/Assets/pages.scss src/Smartcard.Look/Assets/
RUN node bot/webchat/fetch-webchat.mjs && node src/Smartcard.Designer/Studio/fetch-studio.mjs && node src/Smartcard.Look/Assets/fetch-styles.mjs

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# What a restore looks at comes first, so that it is done again only when a package changes.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/FetchWebAsset.targets src/
COPY src/Smartcard.Server/Smartcard.Server.csproj src/Smartcard.Server/packages.lock.json src/Smartcard.Server/
COPY src/Smartcard.BackOffice/Smartcard.BackOffice.csproj src/Smartcard.BackOffice/packages.lock.json src/Smartcard.BackOffice/
COPY src/Smartcard.Designer/Smartcard.Designer.csproj src/Smartcard.Designer/packages.lock.json src/Smartcard.Designer/
COPY src/Smartcard.PublicEndpoints/Smartcard.PublicEndpoints.csproj src/Smartcard.PublicEndpoints/packages.lock.json \
    src/Smartcard.PublicEndpoints/
COPY src/Smartcard.Look/Smartcard.Look.csproj src/Smartcard.Look/packages.lock.json src/Smartcard.Look/
COPY src/Smartcard.SelfService/Smartcard.SelfService.csproj src/Smartcard.SelfService/packages.lock.json src/Smartcard.SelfService/
COPY src/Smartcard.Storage/Smartcard.Storage.csproj src/Smartcard.Storage/packages.lock.json src/Smartcard.Storage/
COPY src/Smartcard.Expressions/Smartcard.Expressions.csproj src/Smartcard.Expressions/packages.lock.json src/Smartcard.Expressions/
COPY src/Smartcard.Workflows/Smartcard.Workflows.csproj src/Smartcard.Workflows/packages.lock.json src/Smartcard.Workflows/
COPY src/Smartcard.Domain/Smartcard.Domain.csproj src/Smartcard.Domain/packages.lock.json src/Smartcard.Domain/
COPY src/Smartcard.Cards/Smartcard.Cards.csproj src/Smartcard.Cards/packages.lock.json src/Smartcard.Cards/
COPY src/Smartcard.CardTasks/Smartcard.CardTasks.csproj src/Smartcard.CardTasks/packages.lock.json src/Smartcard.CardTasks/
COPY src/Smartcard.Wording/Smartcard.Wording.csproj src/Smartcard.Wording/packages.lock.json src/Smartcard.Wording/
COPY bot/Smartcard.Bot/Smartcard.Bot.csproj bot/Smartcard.Bot/packages.lock.json bot/Smartcard.Bot/
RUN dotnet restore src/Smartcard.Server --locked-mode
COPY LICENSE THIRD-PARTY-NOTICES.md ./
COPY licences licences
COPY bot bot
COPY src src
RUN dotnet publish src/Smartcard.Server --no-restore --configuration Release --output /app -p:FetchWebAssets=false \
    && find /app -name '*.pdb' -delete -o -name '*.xml' -delete \
    && mkdir /data
COPY workflows /app/workflows
COPY --from=assets /source/bot/webchat/vendor /app/vendor
COPY --from=assets /source/src/Smartcard.Designer/Studio/vendor /app/studio
COPY --from=assets /source/src/Smartcard.Look/Assets/vendor /app/styles

# Chiseled, with the time zones and cultures that mails and pages in Welsh need.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app /app
# The account of the image (1654) owns its data; everything else belongs to root and is read-only.
COPY --from=build --chown=1654:1654 /data /data
ENV Data__Folder=/data \
    Workflows__Folder=/app/workflows \
    Urls=http://+:8080 \
    DOTNET_EnableDiagnostics=0 \
    DOTNET_TieredPGO=1
USER 1654
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["dotnet", "Smartcard.Server.dll"]
